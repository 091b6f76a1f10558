package io.floodgate.local;

import io.floodgate.config.Config;
import io.floodgate.demo.DemoData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes an AOT cache of the packaged server, with which it starts sooner and is warm sooner: starts
 * the local stack and the server on it, lets it do for some seconds what it will do in earnest, and
 * stops it. The cache holds the classes that were loaded and what was learned of their methods, and
 * serves only the same Java and the same jars at the same paths.
 *
 * <p>System properties: {@code aot.home} (where {@code floodgate.jar} and {@code lib/} are; default
 * {@code target}), {@code aot.java} (the Java that will run it; default this one), {@code
 * aot.seconds} (default 10), {@code server.jvm} (the options that it will run with).
 */
public final class Training {

  private static final DemoData.Amounts SHOP =
      new DemoData.Amounts(Visitors.USERS, 50_000_000, Visitors.PRODUCTS, 10_000_000);
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration WRITING = Duration.ofMinutes(3); // on a machine that is busy

  private final Path home;
  private final Path cache;
  private final Path directory = Path.of("target", "aot-stack").toAbsolutePath();

  private Training(Path home) {
    this.home = home;
    this.cache = home.resolve("floodgate.aot");
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(System.getProperty("aot.home", "target")).toAbsolutePath();
    Duration load = Duration.ofSeconds(Long.getLong("aot.seconds", 10));
    new Training(home).run(load);
  }

  private void run(Duration load) throws Exception {
    Files.deleteIfExists(cache);
    try (EmbeddedStack stack =
        EmbeddedStack.claim(directory, StackPorts.ANY, true, System.out::println)) {
      stack.start();
      Endpoints endpoints =
          new Endpoints(
              stack.postgres().endpoint(),
              stack.redis().endpoint(),
              stack.kafka().endpoint(),
              new Endpoints.Http("127.0.0.1", Ports.free()));
      train(endpoints, load);
    }
    if (Files.notExists(cache)) {
      throw new StackRefused("Java wrote no cache; see " + log());
    }
    System.out.printf("%s has %d MB%n", cache, Files.size(cache) >> 20);
  }

  private void train(Endpoints endpoints, Duration load) throws Exception {
    Map<String, String> variables = StackConfig.variables(endpoints);
    // Where images are built it is crowded, and a Java that takes notes is slow.
    variables.put("FLOODGATE_POSTGRES_CONNECT_TIMEOUT", "60s");
    Child server = Child.start(command(), variables, log());
    try {
      Visitors visitors = new Visitors(endpoints.http().url());
      awaitAnswer(server, visitors);
      Config config = StackConfig.of(endpoints, List.of(), Map.of());
      DemoData.load(config.postgres(), SHOP, (what, done, all) -> {});
      DemoData.loadCoupons(config.postgres());
      System.out.printf("%d requests answered%n", visitors.come(load));
    } finally {
      server.stop("TERM", WRITING);
    }
  }

  private List<String> command() {
    String java = System.getProperty("aot.java", System.getProperty("java.home") + "/bin/java");
    List<String> command = new ArrayList<>(List.of(java, "-XX:AOTCacheOutput=" + cache));
    Arrays.stream(System.getProperty("server.jvm", "").split(" "))
        .filter(option -> !option.isBlank())
        .forEach(command::add);
    command.addAll(List.of("-jar", home.resolve("floodgate.jar").toString(), "serve"));
    return command;
  }

  private void awaitAnswer(Child server, Visitors visitors) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!visitors.areLetIn()) {
      if (!server.alive() || System.nanoTime() > deadline) {
        throw new StackRefused("The server does not start:\n" + Files.readString(log()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private Path log() {
    return directory.resolve("server.log");
  }
}
