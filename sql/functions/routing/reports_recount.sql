-- reports_recount: how the stored figures between two moments differ from a recount (SV-7): each counter of a
-- queue's or an agent's quarter that is not what the histories say, and what waits now against OFF - ANS - ABN -
-- OUT of those stays (75-metrics.md). No row: they are equal. Batches that nobody has counted yet are left out, so
-- that traffic is no difference; agents' quarters are looked at as far as they are stored. Read.
CREATE OR REPLACE FUNCTION routing.reports_recount(tenant bigint, since timestamptz, until timestamptz)
RETURNS TABLE (noun text, id bigint, channel bigint, at timestamptz, counter text, stored bigint, counted bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH progress AS (
		SELECT p.closed_to, ops.feed_after(p.pos) AS uncounted FROM routing.report_progress AS p),
	pair AS (
		SELECT 'queue' AS noun, COALESCE(s.queue, f.queue) AS id, COALESCE(s.channel, f.channel) AS channel, COALESCE(s.at, f.at) AS at,
			to_jsonb(s) AS stored, to_jsonb(f) AS counted
		FROM (SELECT * FROM routing.queue_interval AS q WHERE q.tenant = $1 AND q.at >= $2 AND q.at < $3) AS s
		FULL JOIN (SELECT r.* FROM progress AS p CROSS JOIN LATERAL routing.recount_queues($1, $2, $3, p.uncounted) AS r) AS f
			ON f.queue = s.queue AND f.channel = s.channel AND f.at = s.at
		UNION ALL
		SELECT 'agent', COALESCE(s.agent, f.agent), NULL, COALESCE(s.at, f.at), to_jsonb(s) - 'group_id', to_jsonb(f) - 'group_id'
		FROM (SELECT * FROM routing.agent_interval AS q WHERE q.tenant = $1 AND q.at >= $2 AND q.at < $3) AS s
		FULL JOIN (
			SELECT r.* FROM progress AS p
			CROSS JOIN LATERAL generate_series(routing.quarter(greatest($2, p.closed_to - interval '400 days')), least($3, p.closed_to) - interval '15 minutes', interval '15 minutes') AS g (at)
			CROSS JOIN LATERAL routing.agent_figures($1, g.at, g.at + interval '15 minutes') AS r) AS f
			ON f.agent = s.agent AND f.at = s.at
		UNION ALL
		SELECT 'texts', COALESCE(s.agent, f.agent), COALESCE(s.channel, f.channel), COALESCE(s.at, f.at), to_jsonb(s) - '{queue,country,price_class}'::text[],
			to_jsonb(f) - '{queue,country,price_class}'::text[]
		FROM (SELECT * FROM routing.text_interval AS q WHERE q.tenant = $1 AND q.at >= $2 AND q.at < $3) AS s
		FULL JOIN (SELECT r.* FROM (SELECT ops.feed_after(p.text_pos) AS uncounted FROM routing.report_progress AS p) AS p
			CROSS JOIN LATERAL routing.recount_texts($1, $2, $3, p.uncounted) AS r) AS f
			ON (f.at, f.channel, f.queue, f.agent, f.country, f.price_class) = (s.at, s.channel, s.queue, s.agent, s.country, s.price_class))
	SELECT p.noun, p.id, p.channel, p.at, k.key, (p.stored ->> k.key)::bigint, (p.counted ->> k.key)::bigint
	FROM pair AS p
	CROSS JOIN LATERAL jsonb_object_keys(COALESCE(p.stored, p.counted)) AS k (key)
	WHERE k.key NOT IN ('tenant', 'queue', 'channel', 'agent', 'at')
		AND COALESCE((p.stored ->> k.key)::bigint, 0) <> COALESCE((p.counted ->> k.key)::bigint, 0)
	UNION ALL
	SELECT 'queue', w.queue, NULL, NULL, 'waiting', w.open, w.left
	FROM (
		SELECT COALESCE(o.queue, c.queue) AS queue, COALESCE(o.open, 0) AS open, COALESCE(c.left, 0) AS left
		FROM (SELECT i.queue, count(*) AS open FROM routing.interaction AS i
			WHERE i.tenant = $1 AND i.state <> 'ended' AND i.answered_at IS NULL AND i.queued_at >= $2 AND i.queued_at < $3
			GROUP BY i.queue) AS o
		FULL JOIN (SELECT f.queue, sum(f.offered - f.answered - f.abandoned - f.left_otherwise)::bigint AS left
			FROM routing.recount_queues($1, $2, $3) AS f GROUP BY f.queue) AS c ON c.queue = o.queue) AS w
	WHERE w.open <> w.left
$$;
