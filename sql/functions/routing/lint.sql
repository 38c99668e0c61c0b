-- lint: what can't work in a tenant's configuration (20-routing, "Configuration check"): kind, the resource
-- and id of the thing, and words for people. With ids, only what concerns these queues, channels (and their
-- rules), schedules, alarms, users, rules of the dial plan and sites: a write asks for what it touches (lint_touched), for all that a tenant has would
-- cost a second at 10,000 users. null: all. Looks at each thing, not at each pair of things. Read.
DROP FUNCTION IF EXISTS routing.lint(bigint); -- it had no ids
DROP FUNCTION IF EXISTS routing.lint(bigint, bigint[], bigint[], bigint[], bigint[]); -- it knew no users
DROP FUNCTION IF EXISTS routing.lint(bigint, bigint[], bigint[], bigint[], bigint[], bigint[]); -- it knew no dial plan
CREATE OR REPLACE FUNCTION routing.lint(tenant bigint, queues bigint[] DEFAULT NULL, channels bigint[] DEFAULT NULL,
	schedules bigint[] DEFAULT NULL, alarms bigint[] DEFAULT NULL, users bigint[] DEFAULT NULL,
	dial_rules bigint[] DEFAULT NULL, sites bigint[] DEFAULT NULL)
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
	SELECT 'channel_without_default', 'channel', c.id,
		format('The channel "%s" has no rule without conditions: %s.', c.name, CASE c.medium WHEN 'voice'
			THEN 'who calls and fits no rule is told that nobody can be reached' ELSE 'texts that no rule fits are routed nowhere' END)
	FROM directory.v_channel AS c
	WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND NOT c.disabled AND c.medium IN ('sms', 'voice') AND NOT EXISTS (SELECT FROM routing.route_rule AS r
		WHERE r.tenant = c.tenant AND r.channel = c.id AND r.conditions = '{}')
	UNION ALL
	SELECT 'channel_country', 'channel', c.id,
		format('The channel "%s" has a number of %s, where texts may not be received any more.', c.name, k.name)
	FROM directory.v_channel AS c CROSS JOIN LATERAL sms.country_at(c.tenant, c.number) AS k
	WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND NOT c.disabled AND c.medium = 'sms' AND NOT k.sms_inbound
	UNION ALL
	SELECT 'channel_unread', 'channel', c.id,
		format('The channel "%s" is the own number of %s, who has no %s: nobody reads its texts.', c.name, u.name,
			CASE WHEN u.work_number IS NULL THEN 'Work number' ELSE 'Work licence' END)
	FROM directory.v_any_channel AS c JOIN directory.v_user AS u ON u.tenant = c.tenant AND u.id = c.user_id
	WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND NOT c.disabled AND (NOT u.has_work OR u.work_number IS NULL)
	UNION ALL
	SELECT 'second_carrier_number', 'channel_carrier', k.id,
		format('The second carrier of the channel "%s" does not hold its number: it never takes over.', c.name)
	FROM sms.v_channel AS k JOIN directory.v_channel AS c ON c.tenant = k.tenant AND c.id = k.channel
	WHERE k.tenant = $1 AND (channels IS NULL OR k.channel = ANY (channels)) AND k.second_account IS NOT NULL
		AND NOT sms.account_holds(k.tenant, k.second_account, k.number)
	UNION ALL
	SELECT 'rule_unreachable', 'route_rule', r.id, format('Rule %s of the channel "%s" is never asked: rule %s before it has no conditions.',
		r.position, c.name, d.position)
	FROM routing.route_rule AS r
	JOIN directory.v_channel AS c ON c.tenant = r.tenant AND c.id = r.channel
	CROSS JOIN LATERAL (SELECT min(b.position) AS position FROM routing.route_rule AS b
		WHERE b.tenant = r.tenant AND b.channel = r.channel AND b.conditions = '{}') AS d
	WHERE r.tenant = $1 AND (channels IS NULL OR r.channel = ANY (channels)) AND r.position > d.position
	UNION ALL
	SELECT 'schedule_never_opens', 'schedule', s.id, format('The schedule "%s" never opens.', s.name)
	FROM routing.schedule AS s
	WHERE s.tenant = $1 AND (schedules IS NULL OR s.id = ANY (schedules)) AND NOT EXISTS (SELECT FROM routing.schedule_boundary AS b
		WHERE b.tenant = s.tenant AND b.schedule = s.id AND b.open)
	UNION ALL
	-- As between 23:59 and 00:00: shorter than any break that somebody means.
	SELECT 'schedule_hole', 'schedule', s.id, format('The schedule "%s" has a hole: it closes for %s min at %s.', s.name,
		(extract(epoch FROM p.lasts) / 60)::integer, to_char(p.at AT TIME ZONE s.time_zone, 'FMDay HH24:MI'))
	FROM routing.schedule AS s
	CROSS JOIN LATERAL (SELECT h.at, h.lasts
		FROM (SELECT b.at, b.open, lead(b.at) OVER (ORDER BY b.at) - b.at AS lasts
			FROM routing.schedule_boundary AS b WHERE b.tenant = s.tenant AND b.schedule = s.id) AS h
		WHERE NOT h.open AND h.lasts < interval '15 minutes' ORDER BY h.at LIMIT 1) AS p
	WHERE s.tenant = $1 AND (schedules IS NULL OR s.id = ANY (schedules))
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
	UNION ALL
	-- Whom a file or an identity provider brought (SP-2).
	SELECT 'user_incomplete', 'user', u.id, format('The user "%s" has no %s.', u.username, concat_ws(', no ', CASE WHEN u.first_name = '' THEN 'first name' END,
		CASE WHEN u.last_name = '' THEN 'last name' END, CASE WHEN u.email IS NULL THEN 'e-mail address' END, CASE WHEN u.site_id IS NULL THEN 'site' END))
	FROM directory.v_user AS u
	WHERE u.tenant = $1 AND (users IS NULL OR u.id = ANY (users)) AND NOT u.disabled AND u.role <> 'operator'
		AND (u.first_name = '' OR u.last_name = '' OR u.email IS NULL OR u.site_id IS NULL)
	UNION ALL
	SELECT 'email_shared', 'user', u.id, format('The user "%s" has the e-mail address of "%s", too: %s.', u.username, o.username, u.email)
	FROM directory.v_user AS u CROSS JOIN LATERAL (SELECT v.username FROM directory.v_user AS v
		WHERE v.tenant = u.tenant AND lower(v.email) = lower(u.email) AND v.id <> u.id ORDER BY v.id LIMIT 1) AS o
	WHERE u.tenant = $1 AND (users IS NULL OR u.id = ANY (users))
	UNION ALL
	SELECT 'number_claimed_elsewhere', h.kind, h.id, format('Calls to %s do not reach %s: another organisation on this installation has claimed the number.', h.number, h.name)
	FROM (SELECT 'user', u.id, u.name, u.work_number FROM directory.v_user AS u WHERE u.tenant = $1 AND (users IS NULL OR u.id = ANY (users)) AND u.work_number IS NOT NULL
		UNION ALL
		SELECT 'channel', c.id, format('the channel "%s"', c.name), c.number FROM directory.v_channel AS c
		WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND c.medium = 'voice'
		UNION ALL
		SELECT 'site', s.id, format('the site "%s"', s.name), s.call_back_number FROM directory.v_site AS s
		WHERE s.tenant = $1 AND (sites IS NULL OR s.id = ANY (sites)) AND s.call_back_number IS NOT NULL) AS h (kind, id, name, number)
	WHERE directory.number_claimed_elsewhere($1, h.number)
	UNION ALL
	SELECT 'alarm_without_recipient', 'alarm', a.id,
		format('The alarm "%s" has no owner who could see to it, and no webhook is told of alarms: nobody learns of it.', a.name)
	FROM routing.alarm AS a
	WHERE a.tenant = $1 AND (alarms IS NULL OR a.id = ANY (alarms)) AND a.enabled
		AND NOT EXISTS (SELECT FROM directory.v_user AS u WHERE u.tenant = a.tenant AND u.id = a.owner_id AND NOT u.disabled)
		AND NOT EXISTS (SELECT FROM hooks.v_endpoint AS e WHERE e.tenant = a.tenant AND e.enabled
			AND e.types && '{*,alarm.*,alarm.raised}'::text[])
	UNION ALL
	SELECT 'channel_without_trunk', 'channel', c.id, format('Calls do not reach the channel "%s": no enabled trunk has sources, so nobody''s calls come in.', c.name)
	FROM directory.v_channel AS c
	WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND NOT c.disabled AND c.medium = 'voice'
		AND NOT EXISTS (SELECT FROM voice.v_trunk AS t WHERE t.tenant = c.tenant AND NOT t.disabled AND t.sources <> '{}')
	UNION ALL
	SELECT 'dial_rule_without_trunk', 'dial_rule', r.id, format('Numbers that begin with %s are allowed and go nowhere: the trunks of the rule are disabled.', r.prefix)
	FROM voice.v_dial_rule AS r
	WHERE r.tenant = $1 AND (dial_rules IS NULL OR r.id = ANY (dial_rules)) AND r.action = 'allow'
		AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(r.trunk_ids) AS i (id) JOIN voice.v_trunk AS t ON t.tenant = $1 AND t.id = i.id::bigint AND NOT t.disabled)
	UNION ALL
	-- Only who telephones at all is told.
	SELECT 'help_without_trunk', 'site', s.id, format('Calls for help from the site "%s" go nowhere: there is no enabled trunk.', s.name)
	FROM directory.v_site AS s
	WHERE s.tenant = $1 AND (sites IS NULL OR s.id = ANY (sites)) AND NOT EXISTS (SELECT FROM voice.v_trunk AS t WHERE t.tenant = $1 AND NOT t.disabled)
		AND (EXISTS (SELECT FROM directory.v_channel AS c WHERE c.tenant = $1 AND c.medium = 'voice' AND NOT c.disabled)
			OR EXISTS (SELECT FROM voice.v_dial_rule AS r WHERE r.tenant = $1))
	UNION ALL
	SELECT 'extension_calls_help', 'site', s.id,
		format('At the site "%s" calls to these extensions go to the emergency service: %s. Give others.', s.name, h.extensions)
	FROM (SELECT DISTINCT ON (v.country) v.id, v.name, v.country FROM directory.v_site AS v WHERE v.tenant = $1 ORDER BY v.country, v.id) AS s
	CROSS JOIN LATERAL (SELECT directory.extensions_of_help($1, s.country) AS extensions) AS h
	WHERE (sites IS NULL OR s.id = ANY (sites)) AND h.extensions IS NOT NULL
	UNION ALL
	SELECT 'phone_forbidden', 'user', u.id, format('Calls for %s do not reach %s %s. %s', u.name, f.what, f.number, w.words)
	FROM directory.v_user AS u
	CROSS JOIN LATERAL (VALUES ('their Workplace Phone', CASE WHEN u.phone_mode = 'forward' THEN u.workplace_phone END),
		('the number that Work forwards to,', CASE WHEN u.forward_then = 'number' THEN u.forward_number END)) AS f (what, number)
	CROSS JOIN LATERAL (SELECT voice.dial_forbidden(u.tenant, u.site_id, directory.country_home(u.tenant, u.id), f.number) AS words) AS w
	WHERE u.tenant = $1 AND (users IS NULL OR u.id = ANY (users)) AND NOT u.disabled
		AND (u.phone_mode = 'forward' OR u.forward_then = 'number') AND f.number IS NOT NULL AND w.words IS NOT NULL
	ORDER BY 1, 3
$$;
