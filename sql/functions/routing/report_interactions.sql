-- report_interactions: the interactions behind a figure (SV-7): of a queue's or a channel's stays that began between two
-- moments, or of an agent's work in that time; `counter` one of routing.counters: null is 'offered' or 'accepted'. In
-- the order of `at`, after the place `after`; each with the time and the wait or work that was counted. Without moments: today.
-- Outcomes as routing.report. Read.
CREATE OR REPLACE FUNCTION routing.report_interactions(tenant bigint, actor bigint, actor_role text, queue bigint, channel bigint,
	agent bigint, since text, until text, counter text, after text, limit_ integer)
RETURNS TABLE (outcome text, field text, words text, body jsonb, next text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	noun CONSTANT text := CASE WHEN queue IS NOT NULL THEN 'queue' WHEN channel IS NOT NULL THEN 'channel' ELSE 'agent' END;
	thing CONSTANT bigint := COALESCE(queue, channel, agent);
	side CONSTANT text := CASE noun WHEN 'agent' THEN 'agent' ELSE 'queue' END;
	zone CONSTANT text := (SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = report_interactions.tenant);
	led CONSTANT bigint[] := routing.led_things(tenant, actor, actor_role, noun);
	queues CONSTANT bigint[] := routing.led_queues(tenant, actor, actor_role);
	now_ CONSTANT timestamptz := ops.clock();
	from_ CONSTANT timestamptz := routing.report_moment(COALESCE(since, (now_ AT TIME ZONE zone)::date::text), zone);
	to_ CONSTANT timestamptz := CASE WHEN until IS NULL THEN routing.quarter(now_) + interval '15 minutes' ELSE routing.report_moment(until, zone) END;
	asked CONSTANT text := COALESCE(counter, CASE side WHEN 'queue' THEN 'offered' ELSE 'accepted' END);
	known CONSTANT text[] := CASE side
		WHEN 'queue' THEN '{offered,answered,answered_in_time,abandoned,abandoned_in_time,abandoned_short,left_otherwise,waiting,handled,first_replies,replies}'
		ELSE '{handled,accepted,rejected,missed,withdrawn}' END;
	rows_ jsonb;
BEGIN
	IF num_nonnulls(queue, channel, agent) <> 1 THEN
		field := 'queue';
		words := 'One of queue, channel and agent';
	ELSIF from_ IS NULL THEN
		field := 'since';
		words := 'A day, as 2026-01-31, or an RFC 3339 time';
	ELSIF to_ IS NULL OR to_ <= from_ OR to_ - from_ > interval '31 days' THEN
		field := 'until';
		words := 'A day or an RFC 3339 time after since, at most 31 days after it';
	ELSIF NOT asked = ANY (known) THEN
		field := 'counter';
		words := 'One of ' || array_to_string(known, ', ');
	ELSIF after !~ '^\d{1,18}:\d{1,18}$' THEN
		field := 'cursor';
		words := 'This is no cursor of this list';
	ELSIF routing.thing_name(tenant, noun, thing) IS NULL OR NOT thing = ANY (COALESCE(led, ARRAY[thing])) THEN
		outcome := 'not_found';
		RETURN NEXT;
		RETURN;
	END IF;
	IF field IS NOT NULL THEN
		outcome := 'bad_request';
		RETURN NEXT;
		RETURN;
	END IF;
	SELECT jsonb_agg(jsonb_build_object('place', format('%s:%s', routing.micros(c.at), c.interaction), 'item',
		jsonb_build_object('interaction', c.interaction::text, 'at', ops.rfc3339(c.at), 'ms', c.ms, 'queue', routing.queue_json(tenant, c.queue)))
		ORDER BY c.at, c.interaction)
	INTO rows_
	FROM (
		SELECT f.interaction, f.at, f.ms, f.queue
		FROM (
			SELECT s.interaction, s.began AS at, s.queue,
				CASE asked WHEN 'handled' THEN s.talk_ms + s.wrap_ms ELSE s.wait_ms END AS ms
			FROM routing.stays(tenant, from_, to_) AS s
			WHERE side = 'queue' AND asked NOT IN ('first_replies', 'replies') AND CASE noun WHEN 'queue' THEN s.queue ELSE s.channel END = thing AND (queues IS NULL OR s.queue = ANY (queues))
				AND CASE asked WHEN 'offered' THEN true WHEN 'answered' THEN s.answered WHEN 'answered_in_time' THEN s.answered AND s.wait_ms <= s.target_ms
					WHEN 'abandoned' THEN s.abandoned WHEN 'abandoned_in_time' THEN s.abandoned AND s.wait_ms <= s.target_ms
					WHEN 'abandoned_short' THEN s.abandoned AND s.wait_ms <= s.short_ms
					WHEN 'left_otherwise' THEN s.gone AND NOT s.answered AND NOT s.abandoned
					WHEN 'waiting' THEN NOT s.gone AND NOT s.answered ELSE s.gone AND s.answered END
			UNION ALL
			SELECT r.interaction, r.at, r.queue, r.ms
			FROM routing.replies(tenant, from_, to_) AS r
			WHERE asked IN ('first_replies', 'replies') AND (asked = 'replies' OR r.first)
				AND CASE noun WHEN 'queue' THEN r.queue ELSE r.channel END = thing AND (queues IS NULL OR r.queue = ANY (queues))
			UNION ALL
			SELECT h.interaction, h.moment, h.was_queue, routing.ms(h.moment - h.held_at)
			FROM routing.history AS h
			WHERE side = 'agent' AND asked = 'handled' AND h.tenant = report_interactions.tenant AND h.at >= from_ - interval '1 minute'
				AND h.moment >= from_ AND h.moment < to_ AND h.was_agent = thing AND h.was_state IN ('assigned', 'wrap_up') AND h.held_at IS NOT NULL
				AND (h.agent IS DISTINCT FROM h.was_agent OR h.state NOT IN ('assigned', 'wrap_up'))
			UNION ALL
			SELECT o.interaction, o.ended_at, o.queue, routing.ms(o.ended_at - o.made_at)
			FROM routing.offer AS o
			WHERE side = 'agent' AND o.tenant = report_interactions.tenant AND o.agent = thing AND o.ended_at >= from_ AND o.ended_at < to_
				AND o.kind NOT IN ('take_over', 'begun') AND o.state = CASE asked WHEN 'missed' THEN 'expired' ELSE asked END) AS f
		WHERE after IS NULL OR (routing.micros(f.at), f.interaction) > (split_part(after, ':', 1)::bigint, split_part(after, ':', 2)::bigint)
		ORDER BY f.at, f.interaction LIMIT limit_ + 1) AS c;
	outcome := 'ok';
	next := CASE WHEN jsonb_array_length(rows_) > limit_ THEN rows_ -> (limit_ - 1) ->> 'place' END;
	body := jsonb_build_object('counter', asked, 'time_zone', zone, 'since', ops.rfc3339(from_), 'until', ops.rfc3339(to_),
		'words', (SELECT c.words FROM routing.counters(side) AS c WHERE c.name = asked),
		'data', COALESCE((SELECT jsonb_agg(r.value -> 'item' ORDER BY r.n)
			FROM jsonb_array_elements(rows_) WITH ORDINALITY AS r (value, n) WHERE r.n <= limit_), '[]'));
	RETURN NEXT;
END $$;
