package io.floodgate.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.TransactionRollbackException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresFaultTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          22012, REJECTED, division by zero
          22003, REJECTED, numeric value out of range
          22021, REJECTED, character not in repertoire
          23505, REJECTED, unique violation
          23514, REJECTED, check violation
          23503, REJECTED, foreign key violation
          40001, COLLIDED, serialization failure
          40P01, COLLIDED, deadlock
          08006, AWAY, connection failure
          25006, AWAY, read-only node after a failover
          25P03, AWAY, idle in transaction for too long
          25P04, AWAY, transaction timeout
          28P01, AWAY, wrong password
          3D000, AWAY, no such database
          53300, AWAY, too many connections
          53100, AWAY, disk full
          55P03, LOCKED, lock timeout
          57014, AWAY, statement timeout
          57P01, AWAY, terminated by an administrator
          57P02, AWAY, crash shutdown
          57P03, AWAY, cannot connect now
          57P04, AWAY, database dropped
          57P05, AWAY, idle session timeout
          58030, AWAY, input or output error
          XX000, AWAY, internal error of PostgreSQL
          42601, OURS, syntax error
          42P01, OURS, no such table
          0A000, OURS, feature not supported
          25P02, OURS, statement after a failed one
          '', OURS, no code
          2, OURS, no code
          """)
  void tellsWhoseFaultACodeIs(String state, PostgresFault fault, String what) {
    assertThat(PostgresFault.ofSqlState(state)).as(what).isEqualTo(fault);
  }

  @Test
  void isAwayWhenTheWayToTheDatabaseIsBroken() {
    assertThat(PostgresFault.of(new ConnectException("refused"))).isEqualTo(PostgresFault.AWAY);
    assertThat(PostgresFault.of(ClosedConnectionException.INSTANCE)).isEqualTo(PostgresFault.AWAY);
    assertThat(PostgresFault.of(new ConnectionPoolTooBusyException("full")))
        .isEqualTo(PostgresFault.AWAY);
  }

  @Test
  void isOursWhenAFailedStatementWasTakenForASuccess() {
    assertThat(PostgresFault.of(TransactionRollbackException.INSTANCE))
        .isEqualTo(PostgresFault.OURS);
    assertThat(PostgresFault.of(new IllegalStateException())).isEqualTo(PostgresFault.OURS);
  }

  @Test
  void keepsARefusalAsItIs() {
    Failure refusal = Failure.of(CommonFailure.FORBIDDEN);

    assertThat(PostgresFault.nothingDone(refusal)).isSameAs(refusal);
  }
}
