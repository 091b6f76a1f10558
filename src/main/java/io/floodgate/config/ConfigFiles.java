package io.floodgate.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Where the configuration comes from, so that it can be read again. Immutable; its methods block.
 *
 * @param overlays files over the shipped defaults, the last wins
 * @param environment all environment variables, which win over files
 */
public record ConfigFiles(List<Path> overlays, Map<String, String> environment) {

  public ConfigFiles {
    overlays = List.copyOf(overlays);
    environment = Map.copyOf(environment);
  }

  /**
   * Reads everything, as at the start.
   *
   * @throws ConfigException naming every fault when anything is wrong
   */
  LoadedConfig load() {
    return ConfigLoader.load(overlays, environment);
  }

  /**
   * What the files hold, as one short text. Their content and not their times: a symbolic link that
   * is turned to another file, as Kubernetes does, has whatever time that one has.
   */
  String fingerprint() {
    MessageDigest digest = sha256();
    for (Path file : overlays) {
      try {
        byte[] content = Files.readAllBytes(file);
        digest.update((content.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(content);
      } catch (IOException e) {
        digest.update(e.getClass().getName().getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
