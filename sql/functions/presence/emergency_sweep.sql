-- emergency_sweep: the end of a lock, after looking again (EM-8). Keys: agent. Outcomes: ok, unchanged.
CREATE OR REPLACE FUNCTION presence.emergency_sweep(tenant bigint, agent bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	ended boolean := presence.emergency_catch_up(tenant, agent, ops.clock());
BEGIN
	RETURN ops.answer(mark, CASE WHEN ended THEN 'ok' ELSE 'unchanged' END, NULL);
END $$;
