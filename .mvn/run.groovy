// Runs the class ${run.main} from the tests' class path on the toolchain's JDK, with the terminal as it is. exec:exec
// leaves its child running when Maven gets a signal; this passes the signal on and makes Maven stay until all has ended.
def property = { name -> session.userProperties.getProperty(name) ?: project.properties.getProperty(name) }
def toolchains = session.container.lookup('org.apache.maven.toolchain.ToolchainManager')
// There is no toolchain when Maven itself runs on a JDK that is new enough.
def java = toolchains.getToolchainFromBuildContext('jdk', session)?.findTool('java') ?:
    System.getProperty('java.home') + '/bin/java'
// What was said to Maven with -D is said to the class.
def given = session.userProperties.collect { name, value -> "-D$name=$value".toString() }

def builder = new ProcessBuilder([java, *property('run.jvm').split(' '), '-Dstop.with=' + ProcessHandle.current().pid(),
    '-Dserver.jvm=' + property('server.jvm'), *given, property('run.main')])
builder.environment().put('CLASSPATH', project.testClasspathElements.join(File.pathSeparator))
def child = builder.directory(project.basedir).inheritIO().start()
Runtime.runtime.addShutdownHook(new Thread({ child.destroy(); child.waitFor() }))

def code = child.waitFor()
// What went wrong stands on the terminal already; a stack trace of Maven's would push it out of sight.
if (code != 0) System.exit(code)
