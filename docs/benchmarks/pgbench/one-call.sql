-- An order in one call of a function, which does its statements one at a time.
\set n :n + 1
\set user random(1, 10000)
\set product random(1, 100)
\set order ((:run * 8 + :client_id) * 10000000 + :n) * 2
SELECT bench_place_order(:order, :user, :product);
