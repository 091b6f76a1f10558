package io.floodgate.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.floodgate.config.Config;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets the log up as configured, before anything of the server exists. Whatever the process has to
 * say goes through it from then on: also what libraries say through {@code java.util.logging}, and
 * what ends a thread.
 */
public final class Logging {

  /** What {@code logback.xml} reads. */
  private static final String FORMAT = "log.format";

  private static final String TARGET = "log.target";

  private Logging() {}

  /** A logback configuration of the operator's own ({@code logback.configurationFile}) prevails. */
  public static void begin(Config.Log config) {
    set(FORMAT, config.format().name().toLowerCase(Locale.ROOT), "text");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Logger log = LoggerFactory.getLogger(Logging.class);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> log.error("the thread {} ended", thread.getName(), error));
  }

  /** For a command whose standard output is its result. */
  public static void toStandardError() {
    set(TARGET, "System.err", "System.out");
  }

  private static void set(String property, String value, String otherwise) {
    if (!value.equals(System.getProperty(property, otherwise))) {
      System.setProperty(property, value);
      readAgain((LoggerContext) LoggerFactory.getILoggerFactory());
    }
  }

  private static void readAgain(LoggerContext context) {
    context.reset();
    try {
      new ContextInitializer(context).autoConfig();
    } catch (JoranException e) {
      throw new IllegalStateException("the configuration of the log cannot be read", e);
    }
  }
}
