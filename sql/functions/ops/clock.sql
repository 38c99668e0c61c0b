-- clock: the database's time; the only clock there is (consistency.md, 12).
-- A database made with --test-clock has clock.test.sql instead.
CREATE OR REPLACE FUNCTION ops.clock()
RETURNS timestamptz
LANGUAGE sql VOLATILE PARALLEL SAFE
AS $$ SELECT clock_timestamp() $$;
