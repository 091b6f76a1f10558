package io.floodgate.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands records over as they are: they are immutable, so a local receiver may share them.
 *
 * <p>Every message is sent local-only, because a lane's locks and batches belong to its node. A
 * message that would leave the node is a fault of ours and says so.
 */
final class RecordCodec implements MessageCodec<Object, Object> {

  static final String NAME = "floodgate-record";

  @Override
  public Object transform(Object message) {
    return message;
  }

  @Override
  public void encodeToWire(Buffer buffer, Object message) {
    throw new IllegalStateException(message.getClass().getName() + " was sent beyond this node");
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("a record came from another node");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
