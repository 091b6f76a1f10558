package io.floodgate.command;

import io.floodgate.config.ConfigLoader;
import io.floodgate.config.LiveConfig;
import io.floodgate.config.LoadedConfig;
import io.floodgate.log.Logging;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the configuration comes from: the options of every command that name files. */
public final class Settings {

  @Option(
      names = {"-c", "--config"},
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "A file laid over the shipped defaults, such as conf/production.yaml; may be given again."
              + " FLOODGATE_ variables come last.")
  private List<Path> files = List.of();

  private final Map<String, String> environment;

  /**
   * @param environment all environment variables
   */
  public Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * What the arguments, files and variables say; the log is written as they say from then on.
   *
   * @throws io.floodgate.config.ConfigException naming every fault
   */
  public LoadedConfig load() {
    LoadedConfig loaded = ConfigLoader.load(files, environment);
    Logging.begin(loaded.config().log());
    return loaded;
  }

  /**
   * The same, which follows the files while a server runs.
   *
   * @throws io.floodgate.config.ConfigException naming every fault
   */
  public LiveConfig live() {
    LiveConfig live = LiveConfig.load(files, environment);
    Logging.begin(live.get().log());
    return live;
  }
}
