package io.floodgate.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Everything an operator can set, one record a section. The values, defaults included, come from
 * files and variables only: see {@link ConfigLoader}.
 */
public record Config(
    @Doc("Threads.") Runtime runtime,
    @Doc("The HTTP server.") Http http,
    @Doc("Who is refused first when there is more than can be carried.") Admission admission,
    @Doc("Who is calling.") Auth auth,
    @Doc("The database that holds the truth.") Postgres postgres,
    @Doc("The gate and the caches: nothing is lost with it.") Redis redis,
    @Doc("The queue and the events.") Kafka kafka,
    @Doc("Orders, payments and refunds.") Orders orders,
    @Doc("Points.") Points points,
    @Doc("Coupons.") Coupons coupons,
    @Doc("The way of events to Kafka.") Outbox outbox,
    @Doc("Best sellers.") Ranking ranking,
    @Doc("Events for a platform that takes them by HTTPS.") Webhook webhook,
    @Doc("Idempotency keys.") Idempotency idempotency,
    @Doc("What operators look at.") Ops ops,
    @Doc("What is written to the log.") Log log,
    @Doc("Traces, by OpenTelemetry.") Trace trace) {

  public record Runtime(
      @Doc("Event loops, each a thread; 0 means one per core.") @Range(min = "0", max = "256")
          int eventLoops,
      @Doc(
              "How event loops wait for the network: io_uring, epoll, nio, or the first of these"
                  + " that the machine has.")
          Transport transport,
      @Doc("A callback that holds an event loop longer than this is logged with its stack.")
          @Range(min = "10ms", max = "1m")
          Duration blockedLoopWarning,
      @Doc("How long a stop may take in all; what has not ended by then is named and left.")
          @Range(min = "1s", max = "10m")
          Duration stopTimeout) {
    /** The event loops on a machine with so many cores. */
    public int eventLoopsOn(int cores) {
      return eventLoops == 0 ? cores : eventLoops;
    }
  }

  public record Http(
      @Doc(
              "The address to listen on. In gateway mode only a loopback address, unless"
                  + " auth.trustGateway.")
          String host,
      @Doc("The port to listen on; 0 lets the system choose.") @Range(min = "0", max = "65535")
          int port,
      @Doc("HTTP verticles; 0 means one per event loop.") @Range(min = "0", max = "256")
          int instances,
      @Live
          @Doc("How long a request may take before it is answered 504.")
          @Range(min = "50ms", max = "1m")
          Duration requestTimeout,
      @Live
          @Doc("Requests under way on this node, at most; admission mostly allows fewer.")
          @Range(min = "1", max = "1000000")
          int maxRequests,
      @Live @Doc("Open connections; one more is closed at once.") @Range(min = "1", max = "1000000")
          int maxConnections,
      @Live
          @Doc("The largest body that is read; a larger one is answered 413.")
          @Range(min = "1KiB", max = "1MiB")
          Bytes maxBody,
      @Doc("The largest sum of header bytes.") @Range(min = "1KiB", max = "256KiB")
          Bytes maxHeaders,
      @Live
          @Doc("How long a client may take to send a request's headers and body.")
          @Range(min = "100ms", max = "5m")
          Duration readTimeout,
      @Doc("A connection with no traffic for this long is closed.") @Range(min = "1s", max = "1h")
          Duration idleTimeout,
      @Doc(
              "How long a node that was told to stop goes on as before, while what stands in front"
                  + " sees that it is not ready any more.")
          @Range(min = "0ms", max = "5m")
          Duration stopDelay,
      @Live @Doc("How long a stop waits for requests under way.") @Range(min = "0ms", max = "5m")
          Duration drainTimeout,
      @Live
          @Doc("Streams of events open on this node; one more is answered 503.")
          @Range(min = "0", max = "1000000")
          int maxStreams,
      @Doc("How often what streams show is looked up, once for all streams of the node.")
          @Range(min = "10ms", max = "1m")
          Duration streamInterval,
      @Doc("The same for streams of best sellers.") @Range(min = "1s", max = "1m")
          Duration rankingStreamInterval,
      @Doc("A stream with nothing to tell sends an empty comment this often.")
          @Range(min = "100ms", max = "10m")
          Duration streamHeartbeat) {

    /** The number of HTTP verticles that is meant, with 0 resolved. */
    public int instancesOn(int eventLoops) {
      return instances == 0 ? eventLoops : instances;
    }
  }

  /** How many requests may be under way is found by measuring; see {@code web.Limit}. */
  public record Admission(
      @Live
          @Doc(
              "In an overload, so many requests are taken on as are answered within this time on"
                  + " average; one more is answered 503 at once.")
          @Range(min = "10ms", max = "1m")
          Duration targetLatency,
      @Live
          @Doc("Requests under way that are always allowed, however slow they are answered.")
          @Range(min = "1", max = "1000000")
          int minRequests,
      @Live
          @Doc(
              "An event loop that stays behind by this much takes on no reads, at twice as much no"
                  + " coupons, at four times as much no orders.")
          @Range(min = "10ms", max = "1m")
          Duration maxLag,
      @Live
          @Doc(
              "Of what is allowed, the part that may be used up before reads are refused, in"
                  + " percent.")
          @Range(min = "1", max = "100")
          int readShare,
      @Live @Doc("The same for issues of coupons.") @Range(min = "1", max = "100") int couponShare,
      @Live
          @Doc("The same for orders and charges; the rest is left for finishing what was begun.")
          @Range(min = "1", max = "100")
          int orderShare) {}

  public record Auth(
      @Doc(
              "gateway: the caller was authenticated by what stands in front. jwt: a Bearer token"
                  + " says who calls.")
          AuthMode mode,
      @Doc(
              "Allow gateway mode on an address that is not loopback, because only the gateway"
                  + " reaches it.")
          boolean trustGateway) {}

  /** How event loops wait for the network. */
  public enum Transport {
    AUTO,
    IO_URING,
    EPOLL,
    NIO
  }

  /** How the caller is known. */
  public enum AuthMode {
    GATEWAY,
    JWT
  }

  public record Postgres(
      @Doc("Host name or address.") String host,
      @Doc("Port.") @Range(min = "1", max = "65535") int port,
      @Doc("Name of the database.") String database,
      @Doc("User; needs the rights to create tables when this server migrates.") String user,
      @Doc("Password.") Secret password,
      @Doc("Run the migrations at start.") boolean migrate,
      @Doc(
              "A migration that does not get a lock within this gives up, lets the statements go"
                  + " on that wait behind it, and is tried again. At most half of lockTimeout is"
                  + " used, or those would fail.")
          @Range(min = "10ms", max = "1m")
          Duration migrationLockTimeout,
      @Doc(
              "So long it is tried again, and so long another node is waited for that migrates;"
                  + " then the start fails.")
          @Range(min = "1s", max = "1d")
          Duration migrationPatience,
      @Doc(
              "Connections for transactions outside the lanes: products and housekeeping. Each lane"
                  + " has one of its own.")
          @Range(min = "2", max = "1000")
          int poolSize,
      @Doc("Transactions that may wait for a connection; one more is answered 503.")
          @Range(min = "0", max = "100000")
          int poolQueue,
      @Doc("How long a transaction waits for a connection.") @Range(min = "10ms", max = "1m")
          Duration poolTimeout,
      @Doc("Connections of each event loop for reads of one statement, shared by pipelining.")
          @Range(min = "1", max = "1000")
          int readConnections,
      @Doc("Statements under way on one connection at once.") @Range(min = "1", max = "4096")
          int pipelining,
      @Doc("How long opening a connection may take.") @Range(min = "10ms", max = "1m")
          Duration connectTimeout,
      @Doc("PostgreSQL cancels a statement after this long.") @Range(min = "10ms", max = "10m")
          Duration statementTimeout,
      @Doc("PostgreSQL gives up waiting for a lock after this long.")
          @Range(min = "10ms", max = "10m")
          Duration lockTimeout,
      @Doc("PostgreSQL ends a session that idles inside a transaction for this long.")
          @Range(min = "100ms", max = "10m")
          Duration idleInTransactionTimeout,
      @Doc("A pooled connection is replaced at this age, so that none stays on a former primary.")
          @Range(min = "1s", max = "1d")
          Duration maxLifetime) {}

  public record Redis(
      @Doc("Host name or address.") String host,
      @Doc("Port.") @Range(min = "1", max = "65535") int port,
      @Doc("User; empty for the default one.") Optional<String> user,
      @Doc("Password; empty for none.") Secret password,
      @Doc("Stands before every key, so that several systems can share one Redis.")
          Optional<String> keyPrefix,
      @Doc("How long opening a connection may take.") @Range(min = "10ms", max = "1m")
          Duration connectTimeout,
      @Doc(
              "A connection on which commands wait and none is answered for this long, or one for"
                  + " four times as long, is given up: Redis counts as away until it answers"
                  + " again.")
          @Range(min = "10ms", max = "1m")
          Duration commandTimeout,
      @Doc("Commands of one event loop under way at once; one more fails as if Redis were away.")
          @Range(min = "1", max = "1000000")
          int maxCommands,
      @Doc("The longest pause between two attempts to connect again.")
          @Range(min = "10ms", max = "1m")
          Duration reconnectInterval) {}

  public record Kafka(
      @Doc(
              "Addresses of brokers, host:port, separated by commas; empty for no Kafka: then"
                  + " nothing is queued, and events wait.")
          Optional<String> bootstrap,
      @Doc("Stands before every topic and group, so that several systems can share one Kafka.")
          Optional<String> topicPrefix,
      @Doc("Partitions of a topic that this server makes.") @Range(min = "1", max = "1000")
          int partitions,
      @Doc("Copies of a topic that this server makes; not more than there are brokers.")
          @Range(min = "1", max = "10")
          int replicationFactor,
      @Doc("How long a message may take until all brokers have it.")
          @Range(min = "100ms", max = "5m")
          Duration sendTimeout,
      @Doc("How long a producer waits for more messages to send with the first.")
          @Range(min = "0ms", max = "1s")
          Duration linger,
      @Doc("Messages of this node under way to Kafka; one more is refused.")
          @Range(min = "1", max = "1000000")
          int maxUnsent,
      @Doc("How often Kafka is asked whether it is there; while it is not, nothing is sent.")
          @Range(min = "50ms", max = "1m")
          Duration probeInterval,
      @Doc(
              "A consumer that Kafka has not heard from for this long loses its partitions to"
                  + " others; not less than the brokers' group.min.session.timeout.ms.")
          @Range(min = "1s", max = "5m")
          Duration sessionTimeout) {}

  /** How commands of one domain are carried in batches. */
  public record Batching(
      @Doc("Verticles, each with a queue of its own; 0 means one per event loop.")
          @Range(min = "0", max = "64")
          int lanes,
      @Live @Doc("Commands that one transaction carries at most.") @Range(min = "1", max = "1000")
          int maxBatch,
      @Live
          @Doc(
              "Transactions of one lane whose COMMIT is not answered yet; one of them is decided at"
                  + " a time.")
          @Range(min = "1", max = "8")
          int batchesUnderWay,
      @Live
          @Doc("Commands that may wait in one lane; one more is answered 503.")
          @Range(min = "1", max = "1000000")
          int queue) {
    /** The lanes of a server that runs so many event loops. */
    public int lanesOn(int eventLoops) {
      return lanes == 0 ? eventLoops : lanes;
    }
  }

  public record Orders(
      @Doc("How orders are batched.") Batching batching,
      @Live
          @Doc("How long an order that was not paid at once waits for its payment.")
          @Range(min = "1s", max = "7d")
          Duration paymentWindow,
      @Live @Doc("How often expired orders are looked for.") @Range(min = "50ms", max = "1m")
          Duration expiryInterval,
      @Live
          @Doc("Expired orders that one transaction gives back at most.")
          @Range(min = "1", max = "1000")
          int expiryBatch) {}

  public record Points(
      @Doc("How charges are batched.") Batching batching,
      @Live @Doc("The largest charge, in points.") @Range(min = "1", max = "1000000000000")
          long maxCharge,
      @Live @Doc("The largest balance, in points.") @Range(min = "1", max = "9007199254740991")
          long maxBalance) {}

  public record Coupons(
      @Doc("How issues are batched.") Batching batching,
      @Live
          @Doc(
              "Requests of one event loop that go past a gate which is missing; one more is"
                  + " answered 503.")
          @Range(min = "1", max = "10000")
          int directLimit,
      @Live
          @Doc("After this long, what the gate admitted and nobody issued is free again.")
          @Range(min = "1s", max = "10m")
          Duration pendingFor,
      @Doc("The same for what waits in the queue: longer than Kafka may be away.")
          @Range(min = "10s", max = "7d")
          Duration queuedFor,
      @Live
          @Doc("How often gates are compared with PostgreSQL, and what was never issued is freed.")
          @Range(min = "50ms", max = "1m")
          Duration gateInterval,
      @Live
          @Doc("How often PostgreSQL is asked whether what is remembered as sold out still is.")
          @Range(min = "10ms", max = "1m")
          Duration soldOutInterval,
      @Doc("How long a gate stays after its coupon's issue period.") @Range(min = "1m", max = "7d")
          Duration gateGrace,
      @Doc("Gates looked at, or holders of a coupon read, in one step.")
          @Range(min = "1", max = "5000")
          int gateBatch,
      @Doc(
              "A node that builds a gate and is not heard of for this long loses the build to"
                  + " another.")
          @Range(min = "100ms", max = "10m")
          Duration gateClaim,
      @Doc("How long a user's coupons are cached.") @Range(min = "1s", max = "1d")
          Duration cacheFor,
      @Doc("Coupons of one user that are cached at most; who holds more is read from PostgreSQL.")
          @Range(min = "1", max = "10000")
          int maxCached,
      @Doc("Users whose cached coupons are forgotten at once, at most, as events tell of them.")
          @Range(min = "1", max = "10000")
          int forgetBatch,
      @Doc("The queue of requests with Prefer: respond-async.") IssueQueue queue) {}

  /** How queued requests for coupons are worked off. */
  public record IssueQueue(
      @Doc("Messages taken from Kafka at once.") @Range(min = "1", max = "10000") int maxPoll,
      @Doc("How often one message is tried before it goes to the dead letters.")
          @Range(min = "1", max = "1000")
          int attempts,
      @Doc("The pause after the first failed attempt; it doubles.") @Range(min = "1ms", max = "1m")
          Duration backoff,
      @Doc("The longest pause between two attempts.") @Range(min = "1ms", max = "10m")
          Duration maxBackoff,
      @Doc("How long the refusal of a ticket is kept.") @Range(min = "1m", max = "90d")
          Duration retention,
      @Doc("How often refusals past their retention are removed.") @Range(min = "1s", max = "1d")
          Duration sweepInterval) {}

  public record Outbox(
      @Doc("Whether this node sends events to Kafka, as at least one of all nodes has to.")
          boolean relay,
      @Doc(
              "A node that PostgreSQL has not heard from for this long loses its shards of the"
                  + " outbox to others.")
          @Range(min = "500ms", max = "5m")
          Duration lease,
      @Live
          @Doc("Events that are read and sent at once, at most.")
          @Range(min = "1", max = "100000")
          int maxRound,
      @Live
          @Doc("From one busy round to the next, unless there is more than a round carries.")
          @Range(min = "0ms", max = "1s")
          Duration roundInterval,
      @Live
          @Doc("While no event has waited for so long, the relay rests as long as it works.")
          @Range(min = "0ms", max = "10m")
          Duration maxDelay,
      @Live
          @Doc("The longest pause between two looks for events of other nodes.")
          @Range(min = "5ms", max = "1m")
          Duration pollInterval,
      @Live @Doc("The pause after an attempt to send that failed.") @Range(min = "10ms", max = "1m")
          Duration retryInterval,
      @Doc("How long a stop goes on sending what is there.") @Range(min = "0ms", max = "1m")
          Duration drainTimeout,
      @Doc("How long events are kept that Kafka has.") @Range(min = "1m", max = "6h")
          Duration retention,
      @Doc("How often events past their retention are looked for.") @Range(min = "1s", max = "1d")
          Duration sweepInterval) {}

  public record Ranking(
      @Doc("The time zone of the business day.") String zone,
      @Doc("How often a node reads the ranking that it serves.") @Range(min = "50ms", max = "1s")
          Duration refreshInterval,
      @Doc("How often it is worked out from the payments while Redis is away.")
          @Range(min = "100ms", max = "1h")
          Duration databaseInterval,
      @Doc("The hour of the business day, 0 to 23, at which it is compared with the payments.")
          @Range(min = "0", max = "23")
          int compareHour,
      @Doc("How long PostgreSQL may take to work out a ranking.") @Range(min = "1s", max = "1h")
          Duration queryTimeout,
      @Doc(
              "A node that rebuilds the ranking and is not heard of for this long loses the build"
                  + " to another.")
          @Range(min = "100ms", max = "10m")
          Duration rebuildClaim,
      @Doc("Events of one partition that are counted at once, at most.")
          @Range(min = "1", max = "10000")
          int maxPoll,
      @Doc("How long events may wait in Kafka for others, to be counted together.")
          @Range(min = "0ms", max = "10s")
          Duration gather) {}

  public record Webhook(
      @Doc("Where events are posted to, https://…; empty for nowhere.") Optional<String> url,
      @Doc("The secret that posts are signed with, at least 24 characters.") Secret secret,
      @Doc("Certificates (PEM) to trust instead of the system's; empty for the system's.")
          Optional<String> caFile,
      @Doc("Events in one post, at most.") @Range(min = "1", max = "10000") int maxBatch,
      @Doc("Posts under way at once, each with events of another partition.")
          @Range(min = "1", max = "1000")
          int maxUnderWay,
      @Doc("How long a post may take.") @Range(min = "100ms", max = "5m") Duration timeout,
      @Doc("How often one post is tried before its events go to the dead letters.")
          @Range(min = "1", max = "1000")
          int attempts,
      @Doc("The pause after the first failed attempt; it doubles.") @Range(min = "1ms", max = "1m")
          Duration backoff,
      @Doc("The longest pause between two attempts.") @Range(min = "1ms", max = "1h")
          Duration maxBackoff,
      @Doc("After so many failed posts in a row nothing is posted for a while.")
          @Range(min = "1", max = "1000")
          int breakerFailures,
      @Doc("How long nothing is posted then.") @Range(min = "10ms", max = "1h")
          Duration breakerPause,
      @Doc("Allow addresses of private networks and of this machine.") boolean allowPrivate) {}

  public record Idempotency(
      @Doc("How long a key is kept after its effect.") @Range(min = "1m", max = "90d")
          Duration retention,
      @Doc("How often keys past their retention are removed.") @Range(min = "1s", max = "1d")
          Duration sweepInterval) {}

  public record Ops(
      @Doc("How long one check of all invariants may take.") @Range(min = "1s", max = "1h")
          Duration invariantsTimeout,
      @Live
          @Doc(
              "How often the configuration files are looked at; a change is taken up when two looks"
                  + " find it the same.")
          @Range(min = "100ms", max = "1h")
          Duration reloadInterval,
      @Doc("How often all invariants are checked; 0s for only when somebody asks.")
          @Range(min = "0s", max = "30d")
          Duration invariantsInterval,
      @Doc("Measure, and show it at /ops/metrics; without, there is no such route.")
          boolean metrics,
      @Doc(
              "How often is looked up what has to be asked for: the outbox, the lag of consumers,"
                  + " readiness.")
          @Range(min = "1s", max = "10m")
          Duration metricsInterval,
      @Doc("How often a node looks whether what it depends on is there; probes are told the last.")
          @Range(min = "50ms", max = "1m")
          Duration probeInterval,
      @Doc("What does not answer such a look within this time is away.")
          @Range(min = "50ms", max = "1m")
          Duration probeTimeout,
      @Doc("An event loop that has not turned for so long is stuck, and the node is not live.")
          @Range(min = "1s", max = "10m")
          Duration stuckAfter) {}

  public record Log(
      @Live @Doc("What is logged of everything that log.levels does not name.") LogLevel level,
      @Live
          @Doc(
              "Levels of single loggers, such as io.floodgate.coupon=DEBUG,io.vertx=WARN. One that"
                  + " is not named has what the server was built with.")
          LogLevels levels,
      @Doc("How a line is written. text: for people. json: one object a line, for programs.")
          LogFormat format,
      @Live @Doc("A request that takes longer than this is logged.") @Range(min = "1ms", max = "1h")
          Duration slowRequest) {}

  public record Trace(
      @Doc(
              "Where spans are sent, by OTLP over HTTP: http://collector:4318/v1/traces; empty for"
                  + " nowhere: then none is recorded.")
          Optional<String> endpoint,
      @Doc(
              "Of the traces that begin here, the part that is recorded. A caller's choice holds"
                  + " where there is one.")
          @Range(min = "0", max = "1")
          double sampleRatio,
      @Doc("The name of this service in traces.") String service) {}

  /** How the log is written. */
  public enum LogFormat {
    TEXT,
    JSON
  }
}
