-- An order as it is usually written: each statement waits for the answer to the one before.
\set n :n + 1
\set user random(1, 10000)
\set product random(1, 100)
\set order ((:run * 8 + :client_id) * 10000000 + :n) * 2
\set payment :order + 1
BEGIN;
SELECT balance, version + 1 AS version FROM point_account WHERE user_id = :user FOR UPDATE \gset
SELECT name, price FROM product WHERE id = :product FOR UPDATE \gset
INSERT INTO orders (id, user_id, status, subtotal, discount, total, payment_id, version, created_at)
VALUES (:order, :user, 'PAID', :price, 0, :price, :payment, 1, now());
INSERT INTO order_item (order_id, position, product_id, name, price, quantity)
VALUES (:order, 0, :product, :name, :price, 1);
INSERT INTO payment (id, order_id, kind, amount, created_at)
VALUES (:payment, :order, 'PAYMENT', :price, now());
UPDATE point_account SET balance = balance - :price, version = :version WHERE user_id = :user;
INSERT INTO point_entry (user_id, sequence, kind, amount, balance_after, order_id, payment_id, created_at)
VALUES (:user, :version, 'USE', -(:price)::bigint, (:balance)::bigint - (:price)::bigint, :order, :payment, now());
UPDATE product SET stock = stock - 1 WHERE id = :product;
SELECT bench_tell_order(:order, :user, :version);
COMMIT;
