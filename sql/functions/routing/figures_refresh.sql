-- figures_refresh: counts what a tenant's wallboard shows of quarters that are not complete yet, once for all who look:
-- agents' figures, and open turns of customers. The last count is to be five seconds old, or twenty times as old as it
-- took: no tenant's size makes it more than a twentieth of the time. Where nobody is logged in nothing is written.
-- One tenant a call: what fails or takes long is its own. Answers 1 when it has counted, 0 when it is early; -1 when another
-- session is at it. Alone in its transaction.
DROP FUNCTION IF EXISTS routing.figures_refresh(integer); -- it counted many tenants at once
CREATE OR REPLACE FUNCTION routing.figures_refresh(tenant bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock CONSTANT timestamptz := ops.clock();
	closed_to CONSTANT timestamptz := (SELECT p.closed_to FROM routing.report_progress AS p);
	t CONSTANT bigint := tenant;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', t, 'live')) THEN
		RETURN -1;
	END IF;
	IF (SELECT l.at > clock - greatest(interval '5 seconds', 20 * l.took) AND l.at <= clock FROM routing.report_live AS l WHERE l.tenant = t)
		OR NOT EXISTS (SELECT FROM presence.v_agent AS a WHERE a.tenant = t AND a.chosen <> 'logged_out')
			AND NOT EXISTS (SELECT FROM routing.agent_live AS f WHERE f.tenant = t)
	THEN
		RETURN 0;
	END IF;
	DELETE FROM routing.agent_live AS l WHERE l.tenant = t;
	INSERT INTO routing.agent_live
	SELECT f.* FROM generate_series(COALESCE(closed_to, routing.quarter(clock)), clock, interval '15 minutes') AS g (at)
	CROSS JOIN LATERAL routing.agent_figures(t, g.at, least(g.at + interval '15 minutes', clock)) AS f
	WHERE g.at > clock - interval '1 hour';
	DELETE FROM routing.queue_live AS l WHERE l.tenant = t;
	INSERT INTO routing.queue_live (tenant, queue, turns, since_ms)
	SELECT i.tenant, i.queue, count(*), sum(routing.micros(c.unanswered_since) / 1000)
	FROM routing.interaction AS i
	JOIN messaging.v_conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
	WHERE i.tenant = t AND i.state = 'assigned' AND i.queue IS NOT NULL AND c.unanswered_since IS NOT NULL
	GROUP BY i.tenant, i.queue;
	INSERT INTO routing.report_live AS l (tenant, at, took) VALUES (t, clock, ops.clock() - clock)
	ON CONFLICT ON CONSTRAINT report_live_pkey DO UPDATE SET at = EXCLUDED.at, took = EXCLUDED.took;
	RETURN 1;
END $$;
