-- lint_queues: what can't work of these queues, and of the rules that lead to them or are these channels'; null: all (lint). Read.
CREATE OR REPLACE FUNCTION routing.lint_queues(tenant bigint, queues bigint[], channels bigint[])
RETURNS TABLE (kind text, resource text, id bigint, words text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH RECURSIVE rule AS MATERIALIZED ( -- those of these channels, and those that lead to these queues
		SELECT r.id, r.channel, r.position, r.queue, r.skills FROM routing.route_rule AS r
		WHERE r.tenant = $1 AND r.skills <> '[]' AND (queues IS NULL OR r.channel = ANY (channels) OR r.queue = ANY (queues))),
	served AS MATERIALIZED (
		SELECT q.id, routing.can_serve(q, '[]') AS by_some FROM routing.queue AS q
		WHERE q.tenant = $1 AND (queues IS NULL OR q.id = ANY (queues) OR q.id IN (SELECT r.queue FROM rule AS r))),
	asked AS MATERIALIZED ( -- many rules ask for the same
		SELECT a.queue, a.skills, routing.can_serve(q, a.skills) AS met
		FROM (SELECT DISTINCT r.queue, r.skills FROM rule AS r) AS a
		JOIN routing.queue AS q ON q.tenant = $1 AND q.id = a.queue),
	flow AS (
		SELECT q.id AS first, q.overflow_queue AS next, ARRAY[q.id] AS way
		FROM routing.queue AS q WHERE q.tenant = $1 AND (q.closing = 'overflow' OR q.overflow_action = 'queue')
			AND (queues IS NULL OR q.id = ANY (queues))
		UNION ALL
		SELECT f.first, q.overflow_queue, f.way || q.id
		FROM flow AS f JOIN routing.queue AS q ON q.tenant = $1 AND q.id = f.next AND (q.closing = 'overflow' OR q.overflow_action = 'queue')
		WHERE NOT q.id = ANY (f.way))
	SELECT 'queue_unserved', 'queue', q.id,
		format('The queue "%s" has no enabled member with a seat: nobody can serve it.', q.name)
	FROM routing.queue AS q JOIN served AS s ON s.id = q.id
	WHERE q.tenant = $1 AND NOT s.by_some AND (queues IS NULL OR q.id = ANY (queues))
	UNION ALL
	SELECT 'rule_unserved', 'route_rule', r.id,
		format('Rule %s of the channel "%s" leads to the queue "%s" with skills that nobody there holds, not even after its last step of widening.',
			r.position, c.name, q.name)
	FROM rule AS r
	JOIN routing.queue AS q ON q.tenant = $1 AND q.id = r.queue
	JOIN directory.v_channel AS c ON c.tenant = $1 AND c.id = r.channel
	JOIN served AS s ON s.id = q.id AND s.by_some
	JOIN asked AS a ON a.queue = r.queue AND a.skills = r.skills AND NOT a.met
	UNION ALL
	SELECT 'overflow_loop', 'queue', f.first, format('The queue "%s" overflows into itself, by way of %s.', q.name,
		(SELECT string_agg(format('"%s"', x.name), ', ' ORDER BY w.n) FROM unnest(f.way) WITH ORDINALITY AS w (id, n)
			JOIN routing.queue AS x ON x.tenant = $1 AND x.id = w.id WHERE w.n > 1))
	FROM flow AS f JOIN routing.queue AS q ON q.tenant = $1 AND q.id = f.first
	WHERE f.next = f.first
	UNION ALL
	SELECT 'overflow_never', 'queue', q.id,
		format('The queue "%s" says where it overflows to and not when: by waiting time, by length, or with no member logged in.', q.name)
	FROM routing.queue AS q
	WHERE q.tenant = $1 AND (queues IS NULL OR q.id = ANY (queues)) AND q.overflow_action IS NOT NULL AND q.overflow_after_ms IS NULL AND q.overflow_length IS NULL AND NOT q.overflow_unstaffed
	UNION ALL
	SELECT 'overflow_medium', 'queue', q.id, format('The queue "%s" overflows into "%s", which is for another medium.', q.name, t.name)
	FROM routing.queue AS q JOIN routing.queue AS t ON t.tenant = q.tenant AND t.id = q.overflow_queue
	WHERE q.tenant = $1 AND (queues IS NULL OR q.id = ANY (queues))
		AND (q.closing = 'overflow' OR q.overflow_action = 'queue') AND t.medium <> q.medium
	UNION ALL
	SELECT 'rule_medium', 'route_rule', r.id, format('Rule %s of the channel "%s" leads to the queue "%s", which is for another medium.', r.position, c.name, q.name)
	FROM routing.route_rule AS r
	JOIN directory.v_channel AS c ON c.tenant = r.tenant AND c.id = r.channel
	JOIN routing.queue AS q ON q.tenant = r.tenant AND q.id = r.queue
	WHERE r.tenant = $1 AND (queues IS NULL OR r.channel = ANY (channels) OR r.queue = ANY (queues)) AND (q.medium = 'voice') <> (c.medium = 'voice')
	UNION ALL
	SELECT 'text_unheard', 'queue', q.id, format('The queue "%s" has a text for its customers, but they call: it is not said to them.', q.name)
	FROM routing.queue AS q
	WHERE q.tenant = $1 AND (queues IS NULL OR q.id = ANY (queues)) AND q.medium = 'voice'
		AND (q.closing_text IS NOT NULL OR q.overflow_text IS NOT NULL OR q.emergency_text IS NOT NULL)
	UNION ALL
	SELECT 'text_too_long', 'queue', q.id,
		format('The %s text of the queue "%s" takes %s segments by SMS, and at most 10 can be sent: shorten it.', t.name, q.name, t.segments)
	FROM routing.queue AS q
	CROSS JOIN LATERAL (SELECT x.name, messaging.segments_of(x.text) AS segments
		FROM (VALUES ('closing', q.closing_text), ('overflow', q.overflow_text), ('emergency', q.emergency_text)) AS x (name, text)
		WHERE length(x.text) > 335) AS t -- of 67 units each, and two units a character at most
	WHERE q.tenant = $1 AND q.medium <> 'voice' AND t.segments > 10
		AND EXISTS (SELECT FROM routing.route_rule AS r JOIN directory.v_channel AS c ON c.tenant = r.tenant AND c.id = r.channel
			WHERE r.tenant = $1 AND r.queue = q.id AND c.medium = 'sms'
				AND (queues IS NULL OR q.id = ANY (queues) OR r.channel = ANY (channels)))
	UNION ALL
	SELECT 'text_too_long', 'route_rule', r.id,
		format('The answer of rule %s of the channel "%s" takes %s segments by SMS, and at most 10 can be sent: shorten it.', r.position, c.name, messaging.segments_of(r.auto_reply))
	FROM routing.route_rule AS r JOIN directory.v_channel AS c ON c.tenant = r.tenant AND c.id = r.channel
	WHERE r.tenant = $1 AND (queues IS NULL OR r.channel = ANY (channels)) AND c.medium = 'sms'
		AND length(r.auto_reply) > 335 AND messaging.segments_of(r.auto_reply) > 10
	UNION ALL
	SELECT 'forward_before_offer', 'user', c.user_id,
		format('Offers of the queue "%s" ring %s s at %s, whose Work number forwards after %s s: it must be 2 s more than an offer rings.',
			c.queue_name, round(c.ring_ms / 1000.0, 1), c.user_name, c.forward_delay_s)
	FROM routing.forward_conflicts($1, queues, NULL) AS c
	UNION ALL
	SELECT 'dnd_voicemail', 'queue', s.queue,
		format('Calls of the queue "%s" that meet do not disturb of an agent''s Work go to that agent''s voicemail and leave the queue: offer_in_dnd = return keeps callers in their place.',
			s.queue_name)
	FROM (SELECT DISTINCT p.queue, p.queue_name FROM routing.softphones($1, queues, NULL) AS p) AS s
	JOIN directory.v_tenant AS t ON t.id = $1 AND t.offer_in_dnd = 'voicemail'
$$;
