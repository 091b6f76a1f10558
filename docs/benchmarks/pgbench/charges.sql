-- :size charges a transaction, set by set, with the server's own statements (LimitFunctions.java). Each
-- client has users of its own.
SELECT bench_charges(:size, :client_id, :parts);
