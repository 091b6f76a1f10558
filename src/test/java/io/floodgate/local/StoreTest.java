package io.floodgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

  @TempDir private Path directory;

  @Test
  void aProcessWhoseProgramHasNoNameIsNotOurs() {
    assertThat(new Redis(directory, 0).isOurs(new Process("/", directory.toString()))).isFalse();
  }

  private record Process(String program, String argument) implements ProcessHandle.Info {

    @Override
    public Optional<String> command() {
      return Optional.of(program);
    }

    @Override
    public Optional<String> commandLine() {
      return Optional.empty();
    }

    @Override
    public Optional<String[]> arguments() {
      return Optional.of(new String[] {argument});
    }

    @Override
    public Optional<Instant> startInstant() {
      return Optional.empty();
    }

    @Override
    public Optional<Duration> totalCpuDuration() {
      return Optional.empty();
    }

    @Override
    public Optional<String> user() {
      return Optional.empty();
    }
  }
}
