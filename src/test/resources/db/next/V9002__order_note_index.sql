-- Waits for old transactions, and nobody for it.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS orders_by_note;
CREATE INDEX CONCURRENTLY orders_by_note ON orders (note) WHERE note IS NOT NULL;
RESET lock_timeout;
