package io.floodgate.local;

import io.floodgate.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The main class of {@code ./mvnw -Plocal}: the stores as child processes, the server in this JVM,
 * until a signal comes.
 *
 * <p>System properties: {@code local.directory} (default {@code .local}), {@code fresh} (begin with
 * no data), {@code stop.with} (a process id: when that process ends, so does this one).
 */
public final class Local {

  private static final Server SERVER = endpoints -> LocalServer.start(endpoints, Local::say);

  private final LocalSettings settings;
  private final Path endpointsFile;
  private final ReentrantLock serverTurn = new ReentrantLock();
  private volatile boolean starting;
  private volatile boolean stopping;
  private volatile EmbeddedStack stack;
  private AutoCloseable server;

  private Local(LocalSettings settings) {
    this.settings = settings;
    this.endpointsFile = settings.directory().resolve("endpoints.json");
  }

  public static void main(String[] arguments) throws InterruptedException {
    try {
      Local local =
          new Local(
              LocalSettings.of(
                  Path.of(System.getProperty("local.directory", ".local")).toAbsolutePath(),
                  !System.getProperty("fresh", "false").equals("false"),
                  System.getenv()));
      Runtime.getRuntime().addShutdownHook(new Thread(local::stop, "stop"));
      Parent.stopWithIt();
      local.start();
    } catch (StackRefused | ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    new CountDownLatch(1).await(); // a signal ends it, through the shutdown hook
  }

  private void start() throws Exception {
    Endpoints.Http http = settings.http();
    stack =
        EmbeddedStack.claim(settings.directory(), settings.ports(), settings.fresh(), Local::say);
    // Before the stores, which would have started for nothing.
    Ports.demand(http.host(), http.port(), "the HTTP server", "FLOODGATE_HTTP_PORT");
    stack.demandPorts();
    starting = true;
    try {
      stack.start();
      serve(
          new Endpoints(
              stack.postgres().endpoint(),
              stack.redis().endpoint(),
              stack.kafka().endpoint(),
              http));
    } catch (StackRefused e) {
      if (!stopping) { // else it is no fault: stop() has cut the start short
        throw e;
      }
    }
  }

  private void serve(Endpoints endpoints) throws Exception {
    serverTurn.lock();
    try {
      if (stopping) {
        return;
      }
      server = SERVER.start(endpoints);
      endpoints.write(endpointsFile);
      banner(endpoints);
    } finally {
      serverTurn.unlock();
    }
  }

  /** In reverse: the server drains while its stores still answer. */
  private void stop() {
    stopping = true;
    if (stack == null) {
      return;
    }
    if (starting) {
      say("Stopping.");
    }
    try {
      Files.deleteIfExists(endpointsFile);
      // A server that hangs in its start must not keep the stores running.
      if (serverTurn.tryLock(10, TimeUnit.SECONDS) && server != null) {
        server.close();
      }
    } catch (Exception e) {
      System.err.println("The server did not stop in order: " + e);
    } finally {
      stack.close();
    }
    if (starting) {
      say("Stopped.");
    }
  }

  private void banner(Endpoints endpoints) {
    String url = endpoints.http().url();
    say(
        """

        Floodgate answers at %1$s
          API page    %1$s/docs
          endpoints   %2$s
          data        %3$s  (-Dfresh begins anew)
          first order curl -s %1$s/api/v1/orders -H 'Content-Type: application/json' -d '{"userId":1,"orderProducts":[{"productId":1,"quantity":1}]}'
          a coupon    curl -s %1$s/api/v1/coupons/1/issue -H 'Content-Type: application/json' -H 'Prefer: return=representation' -d '{"userId":1}'
        Ctrl-C stops it.
        """
            .formatted(url, endpointsFile, settings.directory()));
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
