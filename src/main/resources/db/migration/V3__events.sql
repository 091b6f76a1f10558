-- The outbox gets a shape that a relay can drain: what happened is written once and never changed, and
-- what is still to be sent stands beside it, a row for each transaction and shard and not one for each
-- event. See docs/events.md and docs/adr/010-relay.md.

ALTER TABLE outbox RENAME TO outbox_before;
ALTER INDEX outbox_pkey RENAME TO outbox_before_pkey;

CREATE SEQUENCE outbox_batch;

-- The transaction gets its own number first: once it is over, so is whatever batch it took.
CREATE FUNCTION outbox_next_batch() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN nextval('outbox_batch');
END $$;

-- What happened. The slots are a ring in time: a row goes to the slot of its hour, and a slot whose rows
-- are all sent and past their retention is truncated, which leaves nothing behind to vacuum.
CREATE TABLE outbox (
    slot         smallint    NOT NULL DEFAULT 0,
    batch        bigint      NOT NULL DEFAULT outbox_next_batch(),
    shard        smallint    NOT NULL GENERATED ALWAYS AS ((aggregate_id % 8)::smallint) STORED,
    position     integer     NOT NULL DEFAULT 1,
    aggregate    text        NOT NULL,
    aggregate_id bigint      NOT NULL,
    version      bigint      NOT NULL,
    type         text        NOT NULL,
    traceparent  text        NOT NULL,
    payload      text        NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (slot, batch, shard, position)
) PARTITION BY LIST (slot);
COMMENT ON COLUMN outbox.batch IS
    'of one transaction; taken while it holds the rows that its events are about, so that of two events '
    'of one aggregate the later has the larger batch, or the larger position in the same';
CREATE TABLE outbox_0 PARTITION OF outbox FOR VALUES IN (0);
CREATE TABLE outbox_1 PARTITION OF outbox FOR VALUES IN (1);
CREATE TABLE outbox_2 PARTITION OF outbox FOR VALUES IN (2);
CREATE TABLE outbox_3 PARTITION OF outbox FOR VALUES IN (3);
CREATE TABLE outbox_4 PARTITION OF outbox FOR VALUES IN (4);
CREATE TABLE outbox_5 PARTITION OF outbox FOR VALUES IN (5);
CREATE TABLE outbox_6 PARTITION OF outbox FOR VALUES IN (6);
CREATE TABLE outbox_7 PARTITION OF outbox FOR VALUES IN (7);

-- What is still to be sent. A row appears with its events, in their transaction, and goes when Kafka has
-- them: no cursor stands anywhere, so whatever commits late is found all the same.
CREATE TABLE outbox_unsent (
    shard       smallint    NOT NULL,
    batch       bigint      NOT NULL,
    slot        smallint    NOT NULL,
    transaction bigint      NOT NULL,
    events      integer     NOT NULL,
    republished boolean     NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (shard, batch)
) WITH (autovacuum_vacuum_threshold = 50000, autovacuum_vacuum_scale_factor = 0);
COMMENT ON COLUMN outbox_unsent.transaction IS
    'its number: whoever has a snapshot of the database knows from it whether these events are part of it';

-- Where each shard stands: the batches that its owner sends now, and the sequence of the first of them.
-- The sequence is dense and grows as batches are first sent, whenever they committed.
CREATE TABLE outbox_shard (
    shard    smallint PRIMARY KEY,
    sequence bigint   NOT NULL DEFAULT 1,
    batches  bigint[] NOT NULL DEFAULT '{}'
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
INSERT INTO outbox_shard (shard) SELECT generate_series(0, 7);

-- Whoever writes an event also leaves it to be sent.
CREATE FUNCTION outbox_leave_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox_unsent (shard, batch, slot, transaction, events, created_at)
    SELECT shard, batch, slot, pg_current_xact_id()::text::bigint, count(*), min(created_at)
      FROM written GROUP BY shard, batch, slot;
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_leave_unsent AFTER INSERT ON outbox
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION outbox_leave_unsent();

-- Up to when events were removed: what is older cannot be compared with them any more.
CREATE TABLE outbox_removed (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    until    timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO outbox_removed DEFAULT VALUES;

INSERT INTO outbox (batch, aggregate, aggregate_id, version, type, traceparent, payload, created_at)
SELECT id, aggregate, aggregate_id, version, type, traceparent, payload, created_at
  FROM outbox_before ORDER BY id;
SELECT setval('outbox_batch', 1 + (SELECT coalesce(max(id), 0) FROM outbox_before), false);
DROP TABLE outbox_before;

-- For what was sold in a window of time.
CREATE INDEX payment_by_time ON payment USING brin (created_at);
