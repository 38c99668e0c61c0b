-- clock, in a database made with --test-clock: ahead by what the role tl_test wrote.
CREATE OR REPLACE FUNCTION ops.clock()
RETURNS timestamptz
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT clock_timestamp() + ahead FROM ops.test_clock $$;
