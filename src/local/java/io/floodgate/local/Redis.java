package io.floodgate.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Redis 7 with an append-only file and a bounded memory that refuses rather than forgets. */
public final class Redis extends Store {

  private final Path directory;
  private final Path data;
  private Path program;

  Redis(Path directory, int port) {
    super("Redis", port, "FLOODGATE_REDIS_PORT", directory);
    this.directory = directory;
    this.data = home().resolve("data");
  }

  /** Where it listens. */
  public Endpoints.Redis endpoint() {
    return new Endpoints.Redis(HOST, port(), "");
  }

  @Override
  void prepare() throws IOException {
    program = Programs.redis(directory);
    Files.createDirectories(data);
  }

  @Override
  Child launch() {
    List<String> command =
        List.of(
            program.toString(),
            "--bind",
            HOST,
            "--port",
            Integer.toString(port()),
            "--dir",
            data.toString(),
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--save",
            "",
            "--maxmemory",
            "256mb",
            "--lazyfree-lazy-expire",
            "yes", // a set of a million members ends without a stall
            "--maxmemory-policy",
            "noeviction",
            // A short ranking is searched, not read through, for each product that was sold.
            "--zset-max-listpack-entries",
            "0",
            // The command line is how the next launcher knows this process as ours.
            "--set-proc-title",
            "no");
    return Child.start(command, Map.of(), log());
  }

  /** PING: while it loads its file, it answers with an error. */
  @Override
  boolean ready() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port()), 500);
      socket.setSoTimeout(500);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  String stopSignal() {
    return "TERM";
  }

  @Override
  boolean isOurs(String program, List<String> arguments) {
    return program.startsWith("redis-server") && arguments.contains(data.toString());
  }
}
