package io.floodgate.command;

import io.floodgate.config.Config;
import io.floodgate.kafka.Replay;
import io.floodgate.kafka.Replay.Letter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts dead letters back. */
@Command(
    name = "dead-letters",
    description = {
      "Put dead letters back where they came from, as they were, for the group that gave them up.",
      "What was put back is remembered: a second run puts back only what is new."
    })
public final class ReplayDeadLettersCommand implements Callable<Integer> {

  /** So many letters are shown as JSON; there may be more than memory holds. */
  private static final int MOST_SHOWN = 1_000;

  @Parameters(paramLabel = "TOPIC", description = "Where they came from, such as coupon.issue.")
  private String topic;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Put back at most this many. Default: all that are there now.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--dry-run", description = "Show them and leave them where they are.")
  private boolean dryRun;

  @Mixin private Output output;

  @Spec private CommandSpec spec;

  private final Settings settings;

  public ReplayDeadLettersCommand(Settings settings) {
    this.settings = settings;
  }

  private record Replayed(String topic, boolean dryRun, long count, List<Letter> letters) {}

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "The limit is at least 1.");
    }
    Config.Kafka config = settings.load().config().kafka();
    Stores.requireKafka(config);
    List<Letter> letters = new ArrayList<>();
    long count =
        Replay.run(
            config,
            topic,
            limit,
            dryRun,
            letter -> {
              output.line(said(letter));
              if (letters.size() < MOST_SHOWN) {
                letters.add(letter);
              }
            });
    output.result(
        new Replayed(topic, dryRun, count, letters),
        out -> out.printf(dryRun ? "dead letters: %d%n" : "messages put back: %d%n", count));
    return ExitCode.WELL;
  }

  private static String said(Letter letter) {
    return "partition %d offset %d of %s after %s attempts: %s"
        .formatted(
            letter.partition(), letter.offset(), letter.group(), letter.attempts(), letter.error());
  }
}
