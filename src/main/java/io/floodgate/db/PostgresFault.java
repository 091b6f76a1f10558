package io.floodgate.db;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.TransactionRollbackException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What an error of the database means for those who wait for an answer. */
enum PostgresFault {
  /** The statements are at fault: the same ones will fail again, others may succeed. */
  REJECTED,
  /** Two transactions were in each other's way: the same one may succeed at once. */
  COLLIDED,
  /** A row was locked by somebody else for longer than a transaction waits: others may succeed. */
  LOCKED,
  /** The database or the way to it: nobody's statements would have succeeded. */
  AWAY,
  /** None of these: a fault of ours. */
  OURS;

  /** Stands for a code where PostgreSQL has said nothing: the connection broke, or it hangs. */
  static final String NO_STATE = "none";

  static PostgresFault of(Throwable error) {
    if (error instanceof PgException pg) {
      return ofSqlState(pg.getSqlState());
    }
    if (error instanceof TransactionRollbackException) {
      return OURS; // a statement failed, the work went on as if it had not, and nothing was
      // committed
    }
    // What else the client reports is about the connection or the pool: refused, closed, timed out.
    return error instanceof IOException
            || error instanceof VertxException
            || error instanceof TimeoutException
        ? AWAY
        : OURS;
  }

  /** Codes: PostgreSQL documentation, appendix A. */
  static PostgresFault ofSqlState(String state) {
    if (state == null || state.length() != 5) {
      return OURS;
    }
    return switch (state) {
      case "40001", "40P01" -> COLLIDED;
      case "55P03" -> LOCKED;
      case "25006", "25P03", "25P04" -> AWAY;
      default ->
          switch (state.substring(0, 2)) {
            case "22", "23" -> REJECTED;
            case "08", "28", "3D", "53", "57", "58", "XX" -> AWAY;
            default -> OURS;
          };
    };
  }

  /**
   * The code of an error, or {@link #NO_STATE}; empty where it is no error but a refusal of ours.
   */
  static Optional<String> sqlStateOf(Throwable error) {
    if (error instanceof Failure) {
      return Optional.empty();
    }
    return Optional.of(
        error instanceof PgException pg && pg.getSqlState() != null ? pg.getSqlState() : NO_STATE);
  }

  /** The answer for those who waited, when it is sure that nothing was done. */
  static Failure nothingDone(Throwable error) {
    if (error instanceof Failure failure) {
      return failure;
    }
    return switch (of(error)) {
      case COLLIDED, LOCKED, AWAY -> Failure.because(CommonFailure.UNAVAILABLE, error);
      case REJECTED, OURS -> Failure.because(CommonFailure.INTERNAL, error);
    };
  }
}
