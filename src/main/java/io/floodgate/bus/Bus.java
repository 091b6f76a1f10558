package io.floodgate.bus;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The event bus, typed. One object a node; any thread may ask.
 *
 * <p>Each verticle instance that opens a door is a lane of its domain with an address of its own. A
 * {@link Laned} message goes to the lane that its key names; any other goes to the instance on the
 * asker's own event loop, where there is one: that costs under a microsecond, another loop some
 * twenty.
 */
public final class Bus {

  private static final DeliveryOptions REPLY =
      new DeliveryOptions().setLocalOnly(true).setCodecName(RecordCodec.NAME);

  private final Vertx vertx;
  private final ConcurrentMap<Class<?>, Lanes> lanesOf = new ConcurrentHashMap<>();

  /** The sealed root of a message class: looked up once a class, not once a message. */
  private final ClassValue<Class<?>> rootOf =
      new ClassValue<>() {
        @Override
        protected Class<?> computeValue(Class<?> type) {
          return root(type);
        }
      };

  public Bus(Vertx vertx) {
    this.vertx = vertx;
    vertx.eventBus().registerCodec(new RecordCodec());
  }

  /**
   * Opens a domain on the calling verticle's event loop until the verticle is undeployed. Called
   * from the verticle's start.
   */
  public <M extends Ask<?>> void open(Class<? super M> root, Door<M> door) {
    Lanes lanes = lanesOf.computeIfAbsent(root, Lanes::new);
    String address = lanes.add(Thread.currentThread());
    vertx.eventBus().<Asked>localConsumer(address, message -> answer(message, door));
  }

  /**
   * Asks a domain. The future fails with a {@link Failure} and nothing else: UNKNOWN when no answer
   * came before the deadline, UNAVAILABLE when nobody answers for the domain on this node.
   */
  @SuppressWarnings("unchecked") // the domain answers what its messages say
  public <A> Future<A> ask(Ask<A> message, Call call) {
    Lanes lanes = lanesOf.get(rootOf.get(message.getClass()));
    if (lanes == null) {
      return Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    }
    DeliveryOptions options =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setCodecName(RecordCodec.NAME)
            .setSendTimeout(call.deadline().remainingMillis());
    return vertx
        .eventBus()
        .<Reply>request(lanes.addressFor(message), new Asked(message, call), options)
        .transform(
            (reply, error) ->
                error == null
                    ? switch (reply.body()) {
                      case Reply.Answer(Object value) -> Future.succeededFuture((A) value);
                      case Reply.Refusal(Failure failure) -> Future.failedFuture(failure);
                    }
                    : Future.failedFuture(unanswered(error)));
  }

  /** A consumer that throws would never answer: every throw and failed future becomes a reply. */
  @SuppressWarnings("unchecked") // an address carries the messages of its root alone
  private static <M extends Ask<?>> void answer(Message<Asked> message, Door<M> door) {
    Asked asked = message.body();
    Future<?> answer;
    try {
      answer = door.answer((M) asked.message(), asked.call());
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    answer.onComplete(
        value -> message.reply(new Reply.Answer(value), REPLY),
        error -> message.reply(new Reply.Refusal(Failure.from(error)), REPLY));
  }

  private static Failure unanswered(Throwable error) {
    if (error instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return Failure.because(CommonFailure.UNAVAILABLE, error);
    }
    return Failure.because(CommonFailure.UNKNOWN, error);
  }

  private static Class<?> root(Class<?> type) {
    for (Class<?> parent : type.getInterfaces()) {
      if (Ask.class.isAssignableFrom(parent)) {
        return parent;
      }
    }
    throw new IllegalArgumentException(
        type.getName() + " implements no domain's messages directly");
  }

  record Asked(Ask<?> message, Call call) {}

  sealed interface Reply {
    record Answer(Object value) implements Reply {}

    record Refusal(Failure failure) implements Reply {}
  }

  /** The instances of one domain on this node. */
  private static final class Lanes {
    private final Class<?> root;
    private final CopyOnWriteArrayList<String> addresses = new CopyOnWriteArrayList<>();
    private final Map<Thread, String> byEventLoop = new ConcurrentHashMap<>();

    Lanes(Class<?> root) {
      this.root = root;
    }

    synchronized String add(Thread eventLoop) {
      String address = root.getName() + '#' + addresses.size();
      addresses.add(address);
      byEventLoop.putIfAbsent(eventLoop, address);
      return address;
    }

    String addressFor(Ask<?> message) {
      if (message instanceof Laned laned) {
        return addresses.get(Math.floorMod(Long.hashCode(laned.laneKey()), addresses.size()));
      }
      String own = byEventLoop.get(Thread.currentThread());
      return own != null
          ? own
          : addresses.get(ThreadLocalRandom.current().nextInt(addresses.size()));
    }
  }
}
