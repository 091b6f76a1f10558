package io.floodgate.config;

/**
 * Notices that configuration files hold something else than when they were last read. Two looks
 * have to find the same, as an editor may be half way through a file. For one thread at a time; its
 * methods block.
 */
final class FileWatch {

  private final ConfigFiles files;
  private String read;
  private String seen;

  /** To be made before the files are read for the first time. */
  FileWatch(ConfigFiles files) {
    this.files = files;
    this.read = files.fingerprint();
    this.seen = read;
  }

  /** Looks, and says whether the files are to be read; then they count as read. */
  boolean changed() {
    String now = files.fingerprint();
    boolean settled = now.equals(seen);
    seen = now;
    if (!settled || now.equals(read)) {
      return false;
    }
    read = now;
    return true;
  }
}
