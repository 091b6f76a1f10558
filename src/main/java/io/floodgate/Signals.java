package io.floodgate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that end a program. Java has no door of its own to them: a shutdown hook hears of the
 * first one only, and leaves the exit code to the signal. {@code sun.misc.Signal} is there in every
 * JDK, and the compiler warns of its name, so it is found by reflection.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private static final List<String> ENDING = List.of("TERM", "INT", "HUP");

  private Signals() {}

  /**
   * From now on each such signal is told, by its name, on a thread of the JVM, and ends nothing by
   * itself. One that this system does not have, or that the JVM keeps for itself, stays as it was.
   *
   * @return has all be as it was before
   */
  static Runnable handle(Consumer<String> handler) {
    List<Runnable> restores = ENDING.stream().map(name -> handle(name, handler)).toList();
    return () -> restores.forEach(Runnable::run);
  }

  private static Runnable handle(String name, Consumer<String> handler) {
    try {
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Object before =
          set(
              name,
              Proxy.newProxyInstance(
                  Signals.class.getClassLoader(), new Class<?>[] {type}, told(name, handler)));
      return () -> restore(name, before);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIG{} ends this program at once: {}", name, e.toString());
      return () -> {};
    }
  }

  private static InvocationHandler told(String name, Consumer<String> handler) {
    return (proxy, method, arguments) ->
        switch (method.getName()) {
          case "handle" -> {
            handler.accept("SIG" + name);
            yield null;
          }
          case "hashCode" -> System.identityHashCode(proxy);
          case "equals" -> proxy == arguments[0];
          default -> "handler of SIG" + name;
        };
  }

  private static void restore(String name, Object handler) {
    try {
      set(name, handler);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIG{} is still handled here: {}", name, e.toString());
    }
  }

  /**
   * @return the handler that it had before
   */
  private static Object set(String name, Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    return signal
        .getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
  }
}
