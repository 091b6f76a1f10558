-- :size orders a transaction, set by set, with the server's own statements (LimitFunctions.java). Each
-- client has users and products of its own.
\set n :n + 1
\set first ((:run * 8 + :client_id) * 10000000 + :n) * 200
SELECT bench_orders(:first, :size, :client_id, :parts, :hot);
