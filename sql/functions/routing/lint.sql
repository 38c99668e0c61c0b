-- lint: what can't work in a tenant's configuration (20-routing, "Configuration check"): kind, the resource
-- and id of the thing, and words for people. Read.
CREATE OR REPLACE FUNCTION routing.lint(tenant bigint)
RETURNS TABLE (kind text, resource text, id bigint, words text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH RECURSIVE serving AS (
		SELECT m.queue, m.agent FROM routing.member AS m
		JOIN directory.v_user AS u ON u.tenant = m.tenant AND u.id = m.agent AND u.has_seat AND NOT u.disabled
		WHERE m.tenant = $1 AND m.enabled),
	need AS (
		SELECT r.id AS rule, r.queue, n.skill, n.level, jsonb_array_length(r.skills) AS needs
		FROM routing.route_rule AS r CROSS JOIN LATERAL jsonb_to_recordset(r.skills) AS n (skill bigint, level integer)
		WHERE r.tenant = $1),
	served AS (
		SELECT n.rule FROM need AS n
		JOIN routing.agent_skill AS h ON h.tenant = $1 AND h.skill = n.skill AND h.level >= n.level
		JOIN serving AS s ON s.queue = n.queue AND s.agent = h.agent
		GROUP BY n.rule, n.needs, h.agent HAVING count(*) = n.needs),
	flow AS (
		SELECT q.id AS first, q.overflow_queue AS next, ARRAY[q.id] AS way
		FROM routing.queue AS q WHERE q.tenant = $1 AND q.closing = 'overflow'
		UNION ALL
		SELECT f.first, q.overflow_queue, f.way || q.id
		FROM flow AS f JOIN routing.queue AS q ON q.tenant = $1 AND q.id = f.next AND q.closing = 'overflow'
		WHERE NOT q.id = ANY (f.way))
	SELECT 'queue_unserved', 'queue', q.id, format('The queue "%s" has no enabled member with a seat: nobody can serve it.', q.name)
	FROM routing.queue AS q
	WHERE q.tenant = $1 AND q.id NOT IN (SELECT s.queue FROM serving AS s)
	UNION ALL
	SELECT 'rule_unserved', 'route_rule', r.id,
		format('Rule %s of the channel "%s" leads to the queue "%s" with skills that no enabled member holds.', r.position, c.name, q.name)
	FROM routing.route_rule AS r
	JOIN routing.queue AS q ON q.tenant = r.tenant AND q.id = r.queue
	JOIN directory.v_channel AS c ON c.tenant = r.tenant AND c.id = r.channel
	WHERE r.tenant = $1 AND r.skills <> '[]' AND r.queue IN (SELECT s.queue FROM serving AS s)
		AND r.id NOT IN (SELECT d.rule FROM served AS d)
	UNION ALL
	SELECT 'channel_without_default', 'channel', c.id,
		format('The channel "%s" has no rule without conditions: texts that no rule fits are routed nowhere.', c.name)
	FROM directory.v_channel AS c
	WHERE c.tenant = $1 AND NOT c.disabled AND c.medium = 'sms' AND NOT EXISTS (SELECT FROM routing.route_rule AS r
		WHERE r.tenant = c.tenant AND r.channel = c.id AND r.conditions = '{}')
	UNION ALL
	SELECT 'schedule_never_opens', 'schedule', s.id, format('The schedule "%s" never opens.', s.name)
	FROM routing.schedule AS s
	WHERE s.tenant = $1 AND NOT EXISTS (SELECT FROM routing.schedule_boundary AS b
		WHERE b.tenant = s.tenant AND b.schedule = s.id AND b.open)
	UNION ALL
	SELECT 'overflow_loop', 'queue', f.first, format('The queue "%s" overflows into itself, by way of %s.', q.name,
		(SELECT string_agg(format('"%s"', x.name), ', ' ORDER BY w.n) FROM unnest(f.way) WITH ORDINALITY AS w (id, n)
			JOIN routing.queue AS x ON x.tenant = $1 AND x.id = w.id WHERE w.n > 1))
	FROM flow AS f JOIN routing.queue AS q ON q.tenant = $1 AND q.id = f.first
	WHERE f.next = f.first
	ORDER BY 1, 3
$$;
