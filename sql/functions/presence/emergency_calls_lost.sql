-- emergency_calls_lost: emergency calls that go on by what is stored, and whose daemon is surely gone: who carries calls ends them
-- by emergency_call (step ended), at its start and as soon as another one is dead. `boot`: who asks; what was told without a run is lost when
-- nobody else carries calls. `away`: who has not beaten for 30 s is dead, too: for those who have read the database for as long without a break,
-- since after a lost one nobody judges (rule 9). One's own are none of them, though one's row in ops.instance be gone for a moment.
DROP FUNCTION IF EXISTS presence.emergency_calls_lost(bigint, integer); -- knew no dead machine
CREATE OR REPLACE FUNCTION presence.emergency_calls_lost(boot bigint, limit_ integer, away boolean DEFAULT false)
RETURNS TABLE (tenant bigint, agent bigint, call text, call_back boolean, number text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT c.tenant, c.agent, c.call, c.call_back, c.number FROM presence.emergency_call AS c
	WHERE c.ended_at IS NULL AND CASE WHEN c.boot IS NULL THEN NOT EXISTS (SELECT FROM ops.instance_list() AS i
			WHERE i.name LIKE 'voiced%' AND i.boot <> emergency_calls_lost.boot)
		ELSE c.boot <> emergency_calls_lost.boot AND (ops.boot_gone(c.boot) OR away AND NOT ops.boot_alive(c.boot)) END
	ORDER BY c.tenant, c.call LIMIT limit_;
END $$;
