// Runs io.floodgate.local.Local on the toolchain's JDK, with the terminal as it is, and makes Maven stay until it has
// stopped. exec:exec leaves its child running when Maven gets a signal; this passes the signal on and waits.
def toolchains = session.container.lookup('org.apache.maven.toolchain.ToolchainManager')
// There is no toolchain when Maven itself runs on a JDK that is new enough.
def java = toolchains.getToolchainFromBuildContext('jdk', session)?.findTool('java') ?:
    System.getProperty('java.home') + '/bin/java'
def property = { name -> session.userProperties.getProperty(name) ?: project.properties.getProperty(name) }
def fresh = session.userProperties.getProperty('fresh') ?: 'false'

def builder = new ProcessBuilder([java, *property('server.jvm').split(' '),
    '-Dstop.with=' + ProcessHandle.current().pid(), '-Dfresh=' + fresh, 'io.floodgate.local.Local'])
builder.environment().put('CLASSPATH', project.testClasspathElements.join(File.pathSeparator))
def server = builder.directory(project.basedir).inheritIO().start()
Runtime.runtime.addShutdownHook(new Thread({ server.destroy(); server.waitFor() }))

def code = server.waitFor()
// What went wrong stands on the terminal already; a stack trace of Maven's would push it out of sight.
System.out.flush()
System.exit(code)
