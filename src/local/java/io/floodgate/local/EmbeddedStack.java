package io.floodgate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * PostgreSQL, Redis and Kafka in one directory, which belongs to one launcher at a time.
 *
 * <p>The data survives {@link #close} and the next {@link #claim}. Safe for use by several threads.
 */
public final class EmbeddedStack implements AutoCloseable {

  private final FileChannel claim;
  private final Consumer<String> says;
  private final Postgres postgres;
  private final Redis redis;
  private final Kafka kafka;

  /**
   * Takes the directory and stops what a launcher that was killed has left running in it. Starts
   * nothing.
   *
   * @param directory made if it does not exist
   * @param ports of the three stores; 0 stands for any free port
   * @param fresh whether to delete the data first
   * @param says hears a line when something happens that a person should know
   * @throws StackRefused if another launcher that lives owns the directory
   */
  public static EmbeddedStack claim(
      Path directory, StackPorts ports, boolean fresh, Consumer<String> says) {
    try {
      Files.createDirectories(directory);
      // One spelling of the path: it is how our processes are known.
      Path real = directory.toRealPath();
      FileChannel claim = lock(real);
      try {
        EmbeddedStack stack = new EmbeddedStack(real, ports, claim, says);
        stack.stopOrphans();
        if (fresh) {
          stack.stores().forEach(Store::erase);
        }
        return stack;
      } catch (RuntimeException e) {
        claim.close(); // else this process could not try again
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedStack(
      Path directory, StackPorts ports, FileChannel claim, Consumer<String> says) {
    this.claim = claim;
    this.says = says;
    this.postgres = new Postgres(directory, ports.postgres());
    this.redis = new Redis(directory, ports.redis());
    this.kafka = new Kafka(directory, ports.kafka());
  }

  // The kernel lets go of the lock when its owner dies, however it dies.
  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new StackRefused(
          "%s belongs to a stack that runs already (process %s): stop that one first."
              .formatted(directory, Files.readString(file).strip()));
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) { // by this very JVM
      return false;
    }
  }

  private void stopOrphans() {
    stores().parallelStream()
        .forEach(
            store -> {
              for (Child orphan : store.orphans()) {
                says.accept(
                    "%s (process %d) was left running by a launcher that was killed: stopping it."
                        .formatted(store.name(), orphan.handle().pid()));
                orphan.stop(store.stopSignal(), Duration.ofSeconds(30));
              }
            });
  }

  /** The truth. */
  public Postgres postgres() {
    return postgres;
  }

  /** The gate. */
  public Redis redis() {
    return redis;
  }

  /** The broker. */
  public Kafka kafka() {
    return kafka;
  }

  /**
   * Starts all three at once and returns when each takes work.
   *
   * @throws StackRefused with the reason of the first that cannot; call {@link #close} then
   */
  public void start() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<?>[] starts =
          stores().stream()
              .map(store -> CompletableFuture.runAsync(() -> start(store), threads))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(starts).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw e;
    }
  }

  /**
   * Makes sure that nobody else listens on the ports of the three, none of which runs yet.
   *
   * @throws StackRefused with a line for each port that is taken
   */
  void demandPorts() {
    List<String> faults = new ArrayList<>();
    for (Store store : stores()) {
      try {
        store.demandPort();
      } catch (StackRefused e) {
        faults.add(e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new StackRefused(String.join("\n", faults));
    }
  }

  private void start(Store store) {
    long began = System.nanoTime();
    store.start();
    says.accept(
        "%-10s  %s:%d  (%.1f s)"
            .formatted(store.name(), Store.HOST, store.port(), (System.nanoTime() - began) / 1e9));
  }

  /** Stops Kafka, Redis and PostgreSQL, in this order, and gives the directory back. */
  @Override
  public void close() {
    StackRefused fault = null;
    for (Store store : stores().reversed()) {
      try {
        store.close();
      } catch (StackRefused e) { // the others must stop all the same
        fault = e;
      }
    }
    try {
      claim.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (fault != null) {
      throw fault;
    }
  }

  private List<Store> stores() {
    return List.of(postgres, redis, kafka);
  }
}
