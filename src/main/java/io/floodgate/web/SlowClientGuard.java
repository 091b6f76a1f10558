package io.floodgate.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long the client of one connection takes to send a request, from its first byte to
 * its last, and cuts it off past the limit: Vert.x has only an idle time-out, which a byte now and
 * then keeps alive for ever.
 *
 * <p>It sits around the HTTP decoder: one half sees that bytes came, the other what they made. A
 * request that arrives in one piece starts no timer. Lives on the connection's event loop.
 */
final class SlowClientGuard extends ChannelInboundHandlerAdapter {

  private static final AttributeKey<SlowClientGuard> KEY =
      AttributeKey.valueOf(SlowClientGuard.class, "guard");
  private static final String DECODER = "httpDecoder";

  private final Duration limit;
  private boolean bytesCame;
  private boolean messageCame;
  private boolean underWay;
  private Future<?> timer;
  private Runnable cutOff;

  private SlowClientGuard(Duration limit) {
    this.limit = limit;
  }

  /** Puts a guard on a new connection. Vert.x has no public way to its pipeline. */
  static void watch(HttpConnection connection, Duration limit) {
    Channel channel = channelOf(connection);
    SlowClientGuard guard = new SlowClientGuard(limit);
    channel.attr(KEY).set(guard);
    channel.pipeline().addBefore(DECODER, "bytes", guard.new Bytes());
    channel.pipeline().addAfter(DECODER, "slowClientGuard", guard);
  }

  static SlowClientGuard of(HttpConnection connection) {
    return channelOf(connection).attr(KEY).get();
  }

  /** What to do instead of closing at once while a body is read, so that it can be answered. */
  void reading(Optional<Runnable> whenTooSlow) {
    cutOff = whenTooSlow.orElse(null);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    messageCame = true;
    underWay = !(message instanceof LastHttpContent);
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (bytesCame && !messageCame) {
      underWay = true; // bytes that made nothing whole: a head that is still arriving
    }
    bytesCame = false;
    messageCame = false;
    if (!underWay) {
      stop();
    } else if (timer == null) {
      start(context);
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stop();
    context.fireChannelInactive();
  }

  private void start(ChannelHandlerContext context) {
    timer =
        context.executor().schedule(() -> expire(context), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void expire(ChannelHandlerContext context) {
    timer = null;
    if (!context.channel().config().isAutoRead()) {
      start(context); // it is we who do not read, because an earlier request is being answered
    } else if (cutOff != null) {
      cutOff.run();
    } else {
      context.close();
    }
  }

  private static Channel channelOf(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  /** The half before the decoder. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      bytesCame = true;
      context.fireChannelRead(message);
    }
  }
}
