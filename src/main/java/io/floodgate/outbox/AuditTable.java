package io.floodgate.outbox;

import io.floodgate.db.Statements;
import io.floodgate.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/**
 * The table {@code audit}: what administrators did, written in the transaction of what they did.
 */
public final class AuditTable {

  public static final String INSERT =
      "INSERT INTO audit (action, subject, subject_id, detail) VALUES ($1, $2, $3, $4)";

  private AuditTable() {}

  /**
   * @param detail the state that the action led to, written as JSON
   */
  public static Future<Void> insert(
      Statements tx, String action, Aggregate subject, long subjectId, Object detail) {
    return tx.run(INSERT, Tuple.of(action, subject.name(), subjectId, Json.text(detail)))
        .mapEmpty();
  }
}
