package io.floodgate.idempotency;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that one transaction meets: those that were there, and those that it adds. A second
 * command with the same key in the same transaction finds the first one's answer.
 */
public final class Keys {

  /** The scope of an operator's keys, who is no user. */
  public static final long OPERATOR = 0;

  private final Map<ScopedKey, Kept> kept = new HashMap<>();
  private final List<Added> added = new ArrayList<>();

  Keys() {}

  /** Whose key it is, and its name. */
  public record ScopedKey(long scope, String key) {}

  record Kept(String requestHash, String answer) {}

  record Added(long scope, IdempotencyKey key, String answer) {}

  /**
   * The answer that this key stands for, if it has had its effect. The same key with another
   * request is refused with IDEMPOTENCY_KEY_REUSED.
   */
  public <A> Optional<A> answerOf(long scope, Optional<IdempotencyKey> key, Class<A> type) {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    Kept earlier = kept.get(new ScopedKey(scope, key.get().key()));
    if (earlier == null) {
      return Optional.empty();
    }
    if (!earlier.requestHash.equals(key.get().requestHash())) {
      throw Failure.of(CommonFailure.IDEMPOTENCY_KEY_REUSED);
    }
    return Optional.of(Json.read(earlier.answer, type));
  }

  /** Keeps the answer of a command that was carried out. */
  public void keep(long scope, Optional<IdempotencyKey> key, Object answer) {
    if (key.isPresent()) {
      String json = Json.text(answer);
      found(scope, key.get().key(), key.get().requestHash(), json);
      added.add(new Added(scope, key.get(), json));
    }
  }

  void found(long scope, String key, String requestHash, String answer) {
    kept.put(new ScopedKey(scope, key), new Kept(requestHash, answer));
  }

  List<Added> added() {
    return added;
  }
}
