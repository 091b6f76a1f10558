package io.floodgate.web;

/**
 * Weak entity tags (RFC 9110, 8.8.3): of what stands under {@code data}, whatever the language of
 * the envelope around it.
 */
final class EntityTag {

  private EntityTag() {}

  static String of(byte[] data) {
    return ofVersion(digest(data));
  }

  /**
   * @param version hexadecimal digits that name the content
   */
  static String ofVersion(String version) {
    return "W/\"" + version + '"';
  }

  /** A 64-bit FNV-1a hash: cheap, and two versions of one resource practically never meet. */
  static String digest(byte[] data) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : data) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return Long.toHexString(hash);
  }

  /** Whether an {@code If-None-Match} names the tag, compared weakly. */
  static boolean matches(String ifNoneMatch, String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    if (ifNoneMatch.strip().equals("*")) {
      return true;
    }
    String opaque = opaque(tag);
    for (String candidate : ifNoneMatch.split(",", 32)) {
      if (opaque(candidate.strip()).equals(opaque)) {
        return true;
      }
    }
    return false;
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
