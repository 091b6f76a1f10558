package io.floodgate.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;

/** A client that says exactly the bytes it is told to, well formed or not. */
final class RawClient implements AutoCloseable {

  /** An answer; the head as it came, in lower case. */
  record Answer(int status, String head, String body) {}

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) {
    try {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawClient send(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends what may already be of no interest to the other side; says whether it still went out. */
  boolean trySend(String text) {
    try {
      send(text);
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** The next answer; fails if the connection ends before. */
  Answer read() {
    try {
      String head = readHead();
      int length = 0;
      for (String line : head.split("\r\n")) {
        if (line.startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      int status = Integer.parseInt(head.substring(9, 12));
      return new Answer(status, head, new String(in.readNBytes(length), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that comes until this has come. */
  String readAllUntil(String end) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[64 * 1024];
    String tail = "";
    try {
      while (!tail.contains(end)) {
        int read = in.read(buffer);
        if (read < 0) {
          throw new IOException("closed before " + end);
        }
        all.write(buffer, 0, read);
        String last = tail + new String(buffer, 0, read, ISO_8859_1);
        tail = last.substring(Math.max(0, last.length() - buffer.length - end.length()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString(UTF_8);
  }

  /** Waits until the server has closed the connection. */
  boolean isClosedByServer() {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true; // a reset is a close too
    } catch (IOException e) {
      return false; // nothing came in time
    }
  }

  private String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int newest = 0;
    while (newest != 0x0d0a0d0a) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after " + head.toString(ISO_8859_1));
      }
      head.write(next);
      newest = newest << 8 | next;
    }
    return head.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
