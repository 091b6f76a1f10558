package io.floodgate.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The files of the contract and of the API page, from the class path. Each is read once, off the
 * event loops, when it is first asked for, and stays in memory. Shared by all event loops.
 */
final class Assets {

  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
  private static final String WEBJAR_PROPERTIES =
      "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private final ConcurrentMap<String, Optional<Buffer>> read = new ConcurrentHashMap<>();

  /** One of our own files. */
  Future<Optional<Buffer>> own(Vertx vertx, String path) {
    return file(vertx, path, () -> path);
  }

  /** A file of Swagger UI, in the version that the class path holds. */
  Future<Optional<Buffer>> ofSwaggerUi(Vertx vertx, String name) {
    return file(vertx, WEBJAR + name, () -> WEBJAR + swaggerUiVersion() + '/' + name);
  }

  private Future<Optional<Buffer>> file(Vertx vertx, String key, PathOnClassPath path) {
    Optional<Buffer> known = read.get(key);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    return vertx
        .executeBlocking(() -> bytes(path.get()).map(Buffer::buffer), false)
        .onSuccess(found -> read.put(key, found));
  }

  private static String swaggerUiVersion() throws IOException {
    Properties properties = new Properties();
    byte[] text =
        bytes(WEBJAR_PROPERTIES)
            .orElseThrow(() -> new IOException("Swagger UI is not on the class path"));
    properties.load(new ByteArrayInputStream(text));
    return properties.getProperty("version");
  }

  private static Optional<byte[]> bytes(String path) {
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + " from the class path", e);
    }
  }

  @FunctionalInterface
  private interface PathOnClassPath {
    String get() throws IOException;
  }
}
