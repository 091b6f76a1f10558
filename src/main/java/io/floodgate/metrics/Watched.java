package io.floodgate.metrics;

import io.floodgate.coupon.GateCounts;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.ops.Readings;
import io.floodgate.ranking.Board;
import io.floodgate.redis.RedisStore;
import io.floodgate.web.Web;
import io.floodgate.webhook.PostCounts;

/** The parts of a node that keep numbers of their own; all are there and started. */
public record Watched(
    Web web,
    RedisStore redis,
    KafkaStore kafka,
    GateCounts gates,
    Board board,
    PostCounts posts,
    Readings readings) {}
