package io.floodgate.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The configuration of a server that runs: as its files were at the start, with the {@link Live}
 * keys as they are now. Any thread may read it; a change is one write of one reference, so nobody
 * ever sees a half of it. Who needs several keys of one moment takes the record once.
 */
public final class LiveConfig implements Supplier<Config> {

  private final ConfigFiles files;
  private final FileWatch watch;
  private volatile ConfigState state;
  private volatile Config config;

  private LiveConfig(ConfigFiles files) {
    this.files = files;
    this.watch = new FileWatch(files); // first: what changes from here on is noticed
    LoadedConfig loaded = files.load();
    this.state = new ConfigState(loaded, Map.of(), List.of());
    this.config = loaded.config();
  }

  /**
   * Reads the configuration and remembers where it came from. Blocking.
   *
   * @param overlays files over the shipped defaults, the last wins
   * @param environment all environment variables, which win over files
   * @throws ConfigException naming every fault when anything is wrong
   */
  public static LiveConfig load(List<Path> overlays, Map<String, String> environment) {
    return new LiveConfig(new ConfigFiles(overlays, environment));
  }

  /** As it is now: two volatile reads are two moments. */
  @Override
  public Config get() {
    return config;
  }

  /** A part of it, as it is at each call. */
  public <T> Supplier<T> section(Function<Config, T> part) {
    return () -> part.apply(config);
  }

  /** What is in effect and where from, what waits for the next start, and what was refused. */
  public ConfigState state() {
    return state;
  }

  /** Whether there are files that may change. */
  public boolean canChange() {
    return !files.overlays().isEmpty();
  }

  /**
   * Looks at the files, and reloads where they hold something new and have settled. Blocking; one
   * caller at a time.
   *
   * @return empty where there is nothing new
   * @throws ConfigException as {@link #reload}
   */
  public Optional<ConfigChange> look() {
    return watch.changed() ? Optional.of(reload()) : Optional.empty();
  }

  /**
   * Reads the files again and puts the live keys among what changed into effect, all at once.
   * Blocking.
   *
   * @throws ConfigException naming every fault, of the files or of what they would make of the
   *     server that runs; then nothing has changed
   */
  public synchronized ConfigChange reload() {
    ConfigState before = state;
    try {
      LoadedConfig wanted = files.load();
      ConfigChange change = ConfigChange.between(before, wanted);
      state = new ConfigState(change.effective(), change.pending(), List.of());
      config = change.effective().config();
      return change;
    } catch (ConfigException e) {
      List<String> faults = new ArrayList<>();
      e.faults().forEach(fault -> faults.add(fault.toString()));
      state =
          new ConfigState(before.loaded(), before.pending(), Collections.unmodifiableList(faults));
      throw e;
    }
  }
}
