package io.floodgate.stack;

import io.floodgate.local.Endpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A wire to PostgreSQL that tests cut, or let hang, without touching the store that they share. Any
 * thread.
 */
public final class Wire implements AutoCloseable {

  private final Endpoints target;
  private final ServerSocket door;
  private final List<Socket> ends = new CopyOnWriteArrayList<>();
  private volatile boolean hanging;

  private Wire(Endpoints target) {
    this.target = target;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  public static Wire to(Endpoints target) {
    return new Wire(target);
  }

  /** The same stores, the database at the other end of this wire. */
  public Endpoints endpoints() {
    Endpoints.Postgres postgres = target.postgres();
    return new Endpoints(
        new Endpoints.Postgres(
            door.getInetAddress().getHostAddress(),
            door.getLocalPort(),
            postgres.database(),
            postgres.user(),
            postgres.password()),
        target.redis(),
        target.kafka(),
        target.http());
  }

  /** How many connections were made and have not been cut off by this wire. */
  public int connections() {
    return ends.size() / 2;
  }

  /** Every connection is gone, with no last word; new ones are let through. */
  public void cut() {
    ends.forEach(Wire::close);
    ends.clear();
  }

  /** Nothing is let through any more, and nobody is told. */
  public void hang() {
    hanging = true;
  }

  /** New connections are let through again. */
  public void heal() {
    hanging = false;
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket server = new Socket(target.postgres().host(), target.postgres().port());
        ends.add(client);
        ends.add(server);
        Thread.startVirtualThread(() -> pump(client, server));
        Thread.startVirtualThread(() -> pump(server, client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        if (!hanging) {
          to.getOutputStream().write(buffer, 0, read);
        }
      }
    } catch (IOException cut) {
      // The other end hears of it below.
    }
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
