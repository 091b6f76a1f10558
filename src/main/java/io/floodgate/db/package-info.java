/**
 * The database: pools, transactions, batches, migrations, ids, and what its errors mean. A
 * transaction begins and ends inside one verticle and never waits for anything but PostgreSQL.
 * Touches the PostgreSQL client, {@code config} and {@code base}.
 */
package io.floodgate.db;
