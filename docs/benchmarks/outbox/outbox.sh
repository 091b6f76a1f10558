#!/bin/bash
# What an outbox costs PostgreSQL, by its shape: one client writes 300 events a transaction (100 paid
# orders), and in the next transactions a relay reads them and takes them off the list. No Kafka: only the
# database's part is measured. Needs psql and pgbench (Debian: postgresql-client, postgresql-contrib) and a
# running `./mvnw -Plocal`; works in a schema of its own, which it drops.
#
#   docs/benchmarks/outbox/outbox.sh [SECONDS] [TIMES]
set -euo pipefail
seconds=${1:-15} times=${2:-3}
export PGHOST=127.0.0.1 PGPORT=${PGPORT:-15432} PGUSER=floodgate PGPASSWORD=floodgate PGDATABASE=floodgate
work=$(mktemp -d)
trap 'rm -rf "$work"; psql -qc "DROP SCHEMA IF EXISTS outbox_bench CASCADE" 2>/dev/null' EXIT
export PGOPTIONS='-c search_path=outbox_bench -c client_min_messages=warning -c enable_seqscan=off'

payload="repeat('x', 550)"
event="'ORDER', i, 1, 'OrderPaid', repeat('t', 55), $payload, now()"

# --- a state column, and a partial index of what is unsent -------------------------------------------
cat > "$work/column.sql" <<SQL
CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, aggregate text NOT NULL,
  aggregate_id bigint NOT NULL, version bigint NOT NULL, type text NOT NULL, traceparent text NOT NULL,
  payload text NOT NULL, created_at timestamptz NOT NULL, published_at timestamptz);
CREATE INDEX outbox_unsent ON outbox (id) WHERE published_at IS NULL;
SQL
cat > "$work/column.run" <<SQL
INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
SELECT $event FROM generate_series(1, 300) i;
SELECT * FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 300 \gset
UPDATE outbox SET published_at = now()
 WHERE id IN (SELECT id FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 300);
SQL

# --- a queue: what is sent is deleted ----------------------------------------------------------------
cat > "$work/queue.sql" <<SQL
CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, aggregate text NOT NULL,
  aggregate_id bigint NOT NULL, version bigint NOT NULL, type text NOT NULL, traceparent text NOT NULL,
  payload text NOT NULL, created_at timestamptz NOT NULL);
SQL
cat > "$work/queue.run" <<SQL
INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
SELECT $event FROM generate_series(1, 300) i;
SELECT * FROM outbox ORDER BY id LIMIT 300;
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT 300);
SQL

# --- a row beside each event -------------------------------------------------------------------------
cat > "$work/beside.sql" <<SQL
CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, aggregate text NOT NULL,
  aggregate_id bigint NOT NULL, version bigint NOT NULL, type text NOT NULL, traceparent text NOT NULL,
  payload text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE unsent (id bigint PRIMARY KEY);
SQL
cat > "$work/beside.run" <<SQL
WITH written AS (
  INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
  SELECT $event FROM generate_series(1, 300) i RETURNING id)
INSERT INTO unsent SELECT id FROM written;
SELECT o.* FROM (SELECT id FROM unsent ORDER BY id LIMIT 300) u JOIN outbox o USING (id) ORDER BY o.id;
DELETE FROM unsent WHERE id IN (SELECT id FROM unsent ORDER BY id LIMIT 300);
SQL

# --- Floodgate's: a row beside each transaction and shard --------------------------------------------
sed -n '/^CREATE SEQUENCE outbox_batch/,/^EXECUTE\|^    REFERENCING NEW TABLE.*/p' \
  "$(dirname "$0")/../../../src/main/resources/db/migration/V3__events.sql" > "$work/ours.sql"
cat > "$work/ours.run" <<SQL
WITH batch AS MATERIALIZED (SELECT nextval('outbox_batch') AS id)
INSERT INTO outbox (batch, position, aggregate, aggregate_id, version, type, traceparent, payload, created_at)
SELECT batch.id, i, $event FROM batch, generate_series(1, 300) i;
UPDATE outbox_shard s SET sequence = sequence + 1, batches = n.batches
  FROM (SELECT u.shard, array_agg(u.batch) AS batches FROM outbox_unsent u GROUP BY u.shard) n
 WHERE s.shard = n.shard;
SELECT o.* FROM outbox_shard s CROSS JOIN LATERAL unnest(s.batches) b (batch)
  JOIN outbox_unsent u ON u.shard = s.shard AND u.batch = b.batch
  JOIN outbox o ON o.slot = u.slot AND o.batch = u.batch AND o.shard = u.shard ORDER BY o.shard, o.position;
DELETE FROM outbox_unsent u USING outbox_shard s WHERE u.shard = s.shard AND u.batch = ANY (s.batches);
SQL

sed -i 's/ \\gset$/;/' "$work/column.run"
echo "shape,run,events/s,PostgreSQL WAL bytes an event,bytes on disk an event"
for run in $(seq "$times"); do
  for shape in column queue beside ours; do
    psql -q <<SQL
DROP SCHEMA IF EXISTS outbox_bench CASCADE;
CREATE SCHEMA outbox_bench;
$(cat "$work/$shape.sql")
CHECKPOINT;
SQL
    before=$(psql -qAtc 'SELECT pg_current_wal_lsn()')
    transactions=$(pgbench -n -c 1 -T "$seconds" -M prepared -f "$work/$shape.run" 2>/dev/null |
      sed -n 's/^number of transactions actually processed: //p')
    psql -qAt -F, <<SQL
SELECT '$shape', $run, round($transactions * 300.0 / $seconds),
       round((pg_current_wal_lsn() - '$before') / ($transactions * 300.0)),
       round((SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
               WHERE nspname = 'outbox_bench' AND relkind = 'r') / ($transactions * 300.0));
SQL
  done
done
