package io.floodgate.ranking;

import io.floodgate.redis.RedisStore;

/**
 * The names of the ranking's keys in Redis.
 *
 * <p>{@code ranking:meta} is the hash that makes it one: the {@code epoch}, new with each building;
 * the {@code snapshot} that it was built from; the {@code day} and the {@code hour} up to which its
 * windows have moved; and for each partition of the events, such as {@code p0}, what is counted of
 * it ({@link Applied}). Beside it are sorted sets, of units by product: {@code
 * ranking:daily:2026-11-20} and {@code ranking:hourly:2026-11-20T04} of each day and hour, {@code
 * ranking:window:3d}, {@code 7d} and {@code 1h}, and {@code ranking:leaving:…}, what has yet to be
 * subtracted from a window. {@code ranking:builder} stands while a node builds it anew.
 */
record RankingKeys(RedisStore store) {

  String meta() {
    return store.key("ranking:meta");
  }

  String builder() {
    return store.key("ranking:builder");
  }

  String bucket(Bucket bucket) {
    return store.key("ranking:" + bucket.text());
  }

  /** Of a window that is kept as a sum. */
  String window(Window window) {
    return store.key("ranking:window:" + window.parameter());
  }

  String leaving(Window window) {
    return store.key("ranking:leaving:" + window.parameter());
  }

  /** What a builder has ready for one of the keys above. */
  String next(String token, int number) {
    return store.key("ranking:next:" + token + ':' + number);
  }

  /** Set by the node that compares on a day. */
  String compared(Bucket day) {
    return store.key("ranking:compared:" + day.text());
  }

  /** The field of {@link #meta} for what is counted of a partition. */
  static String field(int partition) {
    return "p" + partition;
  }
}
