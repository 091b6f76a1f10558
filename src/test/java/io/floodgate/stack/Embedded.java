package io.floodgate.stack;

import io.floodgate.local.EmbeddedStack;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackPorts;
import io.floodgate.local.StackRefused;
import java.nio.file.Path;

/** Child processes of the test JVM, in {@code target/stack}. */
final class Embedded implements Flavour {

  private static final int STACKS = 16; // that may run at the same time in one checkout

  private final EmbeddedStack stack = claim();

  private static EmbeddedStack claim() {
    Path directory = Path.of(System.getProperty("basedir", "."), "target", "stack");
    StackRefused last = null;
    for (int number = 1; number <= STACKS; number++) {
      try {
        return EmbeddedStack.claim(
            directory.resolve("tests-" + number), StackPorts.ANY, true, System.out::println);
      } catch (StackRefused e) {
        last = e;
      }
    }
    throw last;
  }

  EmbeddedStack stack() {
    return stack;
  }

  @Override
  public Endpoints endpoints() {
    return new Endpoints(
        stack.postgres().endpoint(),
        stack.redis().endpoint(),
        stack.kafka().endpoint(),
        Stack.ANY_PORT);
  }

  @Override
  public void start(Need need) {
    switch (need) {
      case POSTGRES -> stack.postgres().start();
      case REDIS -> stack.redis().start();
      case KAFKA -> stack.kafka().start();
    }
  }

  @Override
  public void close() {
    stack.close();
  }
}
