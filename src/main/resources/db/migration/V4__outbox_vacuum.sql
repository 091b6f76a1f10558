-- Rows of the outbox are never changed and go by TRUNCATE, so a vacuum after so many inserts finds nothing to
-- free: in a rush of 1.4 million orders it was at work for 46 seconds, beside 19 of ANALYZE. What dead rows
-- there are (of transactions that failed) still have a partition vacuumed, and so has the age of its
-- transaction numbers. Its statistics are renewed whenever it has doubled.
DO $$
BEGIN
    FOR slot IN 0..7 LOOP
        EXECUTE format(
            'ALTER TABLE outbox_%s SET (autovacuum_vacuum_insert_threshold = -1,'
            ' autovacuum_analyze_scale_factor = 1)', slot);
    END LOOP;
END $$;
