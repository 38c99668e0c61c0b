-- keys_try: locks these keys until the end of the transaction, without waiting. False: another has one of them; those that were
-- free are locked then. For sweeps, which leave what somebody works on for the next time.
CREATE OR REPLACE FUNCTION ops.keys_try(keys bigint[])
RETURNS boolean
LANGUAGE sql VOLATILE
AS $$ SELECT COALESCE(bool_and(pg_try_advisory_xact_lock(k)), true) FROM unnest(keys) AS k $$;
