-- report_work: the counters of agents ('agent') or groups ('group') of the quarters between two moments, with their
-- time by status and code; `wanted`: these of them (null: all). Read.
CREATE OR REPLACE FUNCTION routing.report_work(tenant bigint, noun text, since timestamptz, until timestamptz, wanted bigint[])
RETURNS TABLE (id bigint, counters jsonb, statuses jsonb)
LANGUAGE sql STABLE
AS $$
	WITH cell AS MATERIALIZED (
		SELECT CASE $2 WHEN 'agent' THEN a.agent ELSE a.group_id END AS id, a.*
		FROM routing.agent_cells($1, $3, $4) AS a
		WHERE CASE $2 WHEN 'agent' THEN a.agent ELSE a.group_id END IS NOT NULL
			AND ($5 IS NULL OR CASE $2 WHEN 'agent' THEN a.agent ELSE a.group_id END = ANY ($5))),
	stood AS (
		SELECT s.id, jsonb_agg(jsonb_build_object('status', s.status, 'code', CASE WHEN s.code <> 0 THEN s.code::text END, 'ms', s.ms)
			ORDER BY s.status, s.code) AS statuses
		FROM (SELECT c.id, t.status, t.code, sum(t.ms)::bigint AS ms
			FROM routing.status_cells($1, $3, $4) AS t JOIN cell AS c ON c.agent = t.agent AND c.at = t.at
			GROUP BY c.id, t.status, t.code) AS s
		GROUP BY s.id)
	SELECT c.id, jsonb_build_object('logged_in_ms', sum(c.logged_in_ms), 'break_ms', sum(c.break_ms), 'offline_ms', sum(c.offline_ms),
			'handling_ms', sum(c.handling_ms), 'idle_ms', sum(c.idle_ms), 'talk_ms', sum(c.talk_ms), 'talk_union_ms', sum(c.talk_union_ms),
			'wrap_ms', sum(c.wrap_ms), 'handled', sum(c.handled), 'handle_ms', sum(c.handle_ms), 'accepted', sum(c.accepted),
			'rejected', sum(c.rejected), 'missed', sum(c.missed), 'withdrawn', sum(c.withdrawn)),
		COALESCE((SELECT s.statuses FROM stood AS s WHERE s.id = c.id), '[]')
	FROM cell AS c GROUP BY c.id
$$;
