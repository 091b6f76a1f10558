package io.floodgate.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Thousands of clients of streams that cost next to nothing themselves. */
final class Listeners implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The newest of what a client was told, enough to hold an event. */
  private static final int TAIL = 300;

  private final List<Listener> all = new ArrayList<>();

  /** Adds clients who read what they are told. */
  Listeners listen(int port, String path, int clients) {
    for (int i = 0; i < clients; i++) {
      Listener listener = new Listener(port, path);
      all.add(listener);
      Thread.startVirtualThread(listener::read);
    }
    return this;
  }

  /** Waits until this is among the newest that each of them was told. */
  void awaitAll(String text) {
    await().atMost(PATIENCE).until(() -> all.stream().allMatch(one -> one.tail.contains(text)));
  }

  @Override
  public void close() {
    all.forEach(Listener::close);
  }

  /** A client who asks for a stream and never reads. */
  static Socket deaf(int port, String path) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Listener {
    private final Socket socket;
    private volatile String tail = "";

    Listener(int port, String path) {
      this.socket = deaf(port, path);
    }

    void read() {
      byte[] buffer = new byte[512];
      try {
        InputStream in = socket.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          String text = tail + new String(buffer, 0, read, UTF_8);
          tail = text.substring(Math.max(0, text.length() - TAIL));
        }
      } catch (IOException closed) {
        tail = "";
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
