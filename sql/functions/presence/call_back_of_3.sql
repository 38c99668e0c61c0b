-- call_back_of_3: whom a call to this number (E.164) reaches as a call back (EM-3): of each organisation all agents whose emergency call sent it, while their
-- emergency lasts, the last to have sent it first, at most eight; never of an organisation when the number is another's, so a claimed one is of one at most.
-- No row: it is a call as any other. second: it rings beside a call that goes on. Read.
CREATE OR REPLACE FUNCTION presence.call_back_of_3(number text)
RETURNS TABLE (tenant bigint, agent bigint, phase text, second boolean, call text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY
	SELECT o.tenant, o.agent, o.phase, o.phase IN ('dialling', 'in_call'), o.call
	FROM (SELECT c.tenant, c.agent, n.phase::text AS phase, c.call, c.begun_at,
			row_number() OVER (PARTITION BY c.tenant ORDER BY c.begun_at DESC, c.agent) AS nth
		FROM (SELECT DISTINCT ON (x.tenant, x.agent) x.tenant, x.agent, x.call, x.begun_at FROM presence.emergency_call AS x
			WHERE x.sent = call_back_of_3.number AND NOT x.call_back AND x.begun_at > clock - interval '7 days'
				AND NOT directory.number_claimed_elsewhere(x.tenant, x.sent)
			ORDER BY x.tenant, x.agent, x.begun_at DESC) AS c
		CROSS JOIN LATERAL (SELECT (presence.emergency_now(c.tenant, c.agent, clock)).phase) AS n
		WHERE n.phase <> 'normal') AS o
	WHERE o.nth <= 8
	ORDER BY o.begun_at DESC, o.agent;
END $$;
