-- reports_close: stores agents' figures of the next quarters that are complete: all that happened in them is in
-- the feed (ops.feed_done). At most limit_ quarters; answers how many, -1 when another session is at it. A
-- quarter and how far they have come are stored together. Alone in its transaction.
CREATE OR REPLACE FUNCTION routing.reports_close(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	done timestamptz := ops.feed_done();
	from_ timestamptz;
	until timestamptz;
	closed bigint := 0;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', 0, 'agents')) THEN
		RETURN -1;
	END IF;
	SELECT COALESCE(p.closed_to, routing.quarter(ops.clock())) INTO from_ FROM routing.report_progress AS p;
	LOOP
		until := from_ + interval '15 minutes';
		EXIT WHEN until > done OR closed >= limit_;
		INSERT INTO routing.agent_interval
		SELECT f.* FROM directory.v_tenant AS t CROSS JOIN LATERAL routing.agent_figures(t.id, from_, until) AS f;
		INSERT INTO routing.status_interval (tenant, agent, at, status, code, ms)
		SELECT t.id, s.agent, from_, s.status, s.code, sum(routing.ms(upper(s.span) - lower(s.span)))
		FROM directory.v_tenant AS t CROSS JOIN LATERAL routing.agent_time(t.id, from_, until) AS s
		GROUP BY 1, 2, 4, 5;
		from_ := until;
		closed := closed + 1;
	END LOOP;
	UPDATE routing.report_progress AS p SET closed_to = from_ WHERE p.closed_to IS DISTINCT FROM from_;
	RETURN closed;
END $$;
