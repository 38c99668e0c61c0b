-- agent_figures: agents' figures of one quarter, counted from the histories of statuses, interactions and from offers;
-- as rows of agent_interval. `until` cuts it: the quarter that goes on. Who was logged out and did nothing has
-- none. Read.
CREATE OR REPLACE FUNCTION routing.agent_figures(tenant bigint, since timestamptz, until timestamptz)
RETURNS SETOF routing.agent_interval
LANGUAGE sql STABLE
AS $$
	WITH stood AS (
		SELECT s.agent, range_agg(s.span) AS logged_in, COALESCE(range_agg(s.span) FILTER (WHERE s.status = 'available'), '{}') AS available,
			COALESCE(range_agg(s.span) FILTER (WHERE s.status = 'on_break'), '{}') AS on_break,
			COALESCE(range_agg(s.span) FILTER (WHERE s.status = 'work_offline'), '{}') AS offline
		FROM routing.agent_time($1, $2, $3) AS s GROUP BY s.agent),
	worked AS (
		SELECT w.agent, range_agg(w.span) AS busy, COALESCE(range_agg(w.span) FILTER (WHERE w.kind = 'talk'), '{}') AS talked,
			COALESCE(sum(routing.ms(upper(w.span) - lower(w.span))) FILTER (WHERE w.kind = 'talk'), 0)::bigint AS talk_ms,
			COALESCE(sum(routing.ms(upper(w.span) - lower(w.span))) FILTER (WHERE w.kind = 'wrap_up'), 0)::bigint AS wrap_ms
		FROM routing.agent_work($1, $2, $3) AS w GROUP BY w.agent),
	line AS MATERIALIZED (
		SELECT h.* FROM routing.history AS h
		WHERE h.tenant = $1 AND h.at >= $2 - interval '1 minute' AND h.moment >= $2 AND h.moment < $3),
	held AS ( -- what an agent gave back, passed on or ended
		SELECT l.was_agent AS agent, count(*) AS handled, sum(routing.ms(l.moment - l.held_at))::bigint AS handle_ms
		FROM line AS l
		WHERE l.was_state IN ('assigned', 'wrap_up') AND l.held_at IS NOT NULL
			AND (l.agent IS DISTINCT FROM l.was_agent OR l.state NOT IN ('assigned', 'wrap_up'))
		GROUP BY l.was_agent),
	asked AS ( -- what somebody takes over, or begins, was offered to nobody
		SELECT o.agent, count(*) FILTER (WHERE o.state = 'accepted') AS accepted, count(*) FILTER (WHERE o.state = 'rejected') AS rejected,
			count(*) FILTER (WHERE o.state = 'expired') AS missed, count(*) FILTER (WHERE o.state = 'withdrawn') AS withdrawn
		FROM routing.offer AS o
		WHERE o.tenant = $1 AND o.ended_at >= $2 AND o.ended_at < $3 AND o.kind NOT IN ('take_over', 'begun')
		GROUP BY o.agent)
	SELECT $1, a.agent, $2, (SELECT u.group_id FROM directory.v_user AS u WHERE u.tenant = $1 AND u.id = a.agent),
		routing.span_ms(s.logged_in), routing.span_ms(s.on_break), routing.span_ms(s.offline),
		routing.span_ms(w.busy * s.logged_in - s.on_break), routing.span_ms(s.available - COALESCE(w.busy, '{}')),
		COALESCE(w.talk_ms, 0), routing.span_ms(w.talked), COALESCE(w.wrap_ms, 0), COALESCE(h.handled, 0), COALESCE(h.handle_ms, 0),
		COALESCE(k.accepted, 0), COALESCE(k.rejected, 0), COALESCE(k.missed, 0), COALESCE(k.withdrawn, 0)
	FROM (SELECT agent FROM stood UNION SELECT agent FROM worked UNION SELECT agent FROM held UNION SELECT agent FROM asked) AS a
	LEFT JOIN stood AS s ON s.agent = a.agent
	LEFT JOIN worked AS w ON w.agent = a.agent
	LEFT JOIN held AS h ON h.agent = a.agent
	LEFT JOIN asked AS k ON k.agent = a.agent
$$;
