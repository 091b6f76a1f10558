package io.floodgate.ranking;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** The door of the ranking: answers from what this node has read, and asks no store. */
public final class RankingVerticle extends VerticleBase {

  private final Board board;
  private final Bus bus;

  public RankingVerticle(Board board, Bus bus) {
    this.board = board;
    this.bus = bus;
  }

  @Override
  public Future<?> start() {
    bus.open(RankingAsk.class, this::answer);
    return Future.succeededFuture();
  }

  private Future<?> answer(RankingAsk<?> ask, Call call) {
    return switch (ask) {
      case RankingAsk.GetTop(var window) ->
          board
              .ranking(window)
              .map(Future::succeededFuture)
              .orElseGet(() -> Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE)));
      case RankingAsk.CompareRanking compare -> bus.ask(new KeeperAsk.Compare(), call);
    };
  }
}
