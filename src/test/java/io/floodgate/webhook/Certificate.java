package io.floodgate.webhook;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate that signs itself, and its key. Made by the JDK's keytool.
 *
 * @param pem for who is to trust it
 */
record Certificate(Path keys, Path pem) {

  private static final String PASSWORD = "password";

  /**
   * @param names in the form of keytool: {@code dns:localhost,ip:127.0.0.1}
   */
  static Certificate of(Path folder, String names) {
    Certificate made = new Certificate(folder.resolve("keys.p12"), folder.resolve("ca.pem"));
    made.keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=platform", "-ext", "san=" + names);
    made.keytool("-exportcert", "-rfc", "-file", made.pem.toString());
    return made;
  }

  PfxOptions options() {
    return new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD);
  }

  private void keytool(String... arguments) {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> line = new ArrayList<>(List.of(program));
    line.addAll(List.of(arguments));
    line.addAll(List.of("-alias", "it", "-keystore", keys.toString(), "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0 || !Files.exists(keys)) {
        throw new AssertionError(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
