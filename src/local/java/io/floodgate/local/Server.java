package io.floodgate.local;

/**
 * The server as the launcher sees it: the one seam between the local stack and {@code
 * io.floodgate}.
 */
@FunctionalInterface
public interface Server {

  /**
   * Starts the server against running stores and returns when it answers.
   *
   * @return what stops it: drains, closes, and returns when nothing of it runs
   * @throws Exception if it cannot start; its message is shown in one line
   */
  AutoCloseable start(Endpoints endpoints) throws Exception;
}
