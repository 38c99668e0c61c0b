-- report_texts: texts and segments by country and price class, of all ('country') or by queue, channel or agent, by
-- quarter, day or week, a page of them (75-metrics.md, "Reports"): as routing.report. A supervisor has what was sent for
-- the queues and by the agents whom they lead. Texts that come are no queue's and no agent's: a row that holds none of them tells
-- null, not 0. Outcomes: ok, bad_request with field and words, not_found. Read.
CREATE OR REPLACE FUNCTION routing.report_texts(tenant bigint, actor bigint, actor_role text, noun text, since text, until text, step text,
	id bigint, after text, limit_ integer)
RETURNS TABLE (outcome text, field text, words text, body jsonb, next text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	zone CONSTANT text := (SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = report_texts.tenant);
	led CONSTANT bigint[] := CASE noun WHEN 'country' THEN NULL ELSE routing.led_things(tenant, actor, actor_role, noun) END;
	queues CONSTANT bigint[] := CASE WHEN noun IN ('channel', 'country') THEN routing.led_queues(tenant, actor, actor_role) END;
	range record;
	place text[];
	p record;
	rows_ jsonb := '[]';
BEGIN
	SELECT * INTO range FROM routing.report_range(zone, since, until, step);
	IF range.field IS NOT NULL THEN
		field := range.field;
		words := range.words;
	ELSIF after !~ '^\d{1,18}:\d{1,18}:[A-Z]{0,2}:\d$' THEN
		field := 'cursor';
		words := 'This is no cursor of this report';
	ELSIF id IS NOT NULL AND noun = 'country' THEN
		field := 'id';
		words := 'Goes with by=queue, channel or agent';
	ELSIF id IS NOT NULL AND (routing.thing_name(tenant, noun, id) IS NULL OR NOT id = ANY (COALESCE(led, ARRAY[id]))) THEN
		outcome := 'not_found';
		RETURN NEXT;
		RETURN;
	END IF;
	IF field IS NOT NULL THEN
		outcome := 'bad_request';
		RETURN NEXT;
		RETURN;
	END IF;
	place := string_to_array(after, ':');
	FOR p IN SELECT r.begins, r.ends FROM routing.periods(range.from_, range.to_, step, zone) AS r
		WHERE place IS NULL OR extract(epoch FROM r.begins)::bigint >= place[1]::bigint ORDER BY r.begins
	LOOP
		rows_ := rows_ || COALESCE((
			SELECT jsonb_agg(jsonb_build_object(
					'place', format('%s:%s:%s:%s', extract(epoch FROM p.begins)::bigint, c.thing, c.country, c.price_class),
					'item', jsonb_build_object('since', ops.rfc3339(p.begins), 'until', ops.rfc3339(p.ends),
						noun, CASE WHEN noun = 'country' THEN jsonb_build_object('id', c.country, 'name', sms.country_name(c.country))
							WHEN c.thing > 0 THEN routing.thing_json(tenant, noun, c.thing) END,
						'country_code', NULLIF(c.country, ''), 'price_class', NULLIF(c.price_class, 0), 'counters', jsonb_build_object('sent', c.sent,
							'sent_segments', c.sent_segments, 'received', CASE WHEN c.came THEN c.received END,
							'received_segments', CASE WHEN c.came THEN c.received_segments END)))
				ORDER BY c.thing, c.country, c.price_class)
			FROM (
				SELECT k.thing, t.country, t.price_class, sum(t.sent) AS sent, sum(t.sent_segments) AS sent_segments,
					sum(t.received) AS received, sum(t.received_segments) AS received_segments,
					queues IS NULL AND (noun IN ('channel', 'country') OR k.thing = 0) AS came
				FROM routing.text_interval AS t
				CROSS JOIN LATERAL (SELECT CASE noun WHEN 'queue' THEN t.queue WHEN 'channel' THEN t.channel WHEN 'agent' THEN t.agent ELSE 0 END AS thing) AS k
				WHERE t.tenant = report_texts.tenant AND t.at >= p.begins AND t.at < p.ends
					AND (report_texts.id IS NULL OR k.thing = report_texts.id) AND (led IS NULL OR k.thing = ANY (led))
					AND (queues IS NULL OR t.queue = ANY (queues))
					AND (place IS NULL OR extract(epoch FROM p.begins)::bigint > place[1]::bigint
						OR (k.thing, t.country, t.price_class) > (place[2]::bigint, place[3], place[4]::smallint))
				GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT limit_ + 1 - jsonb_array_length(rows_)) AS c), '[]');
		EXIT WHEN jsonb_array_length(rows_) > limit_;
	END LOOP;
	outcome := 'ok';
	SELECT g.body, g.next INTO body, next
	FROM routing.report_page(noun, step, zone, range.from_, range.to_, 'text', rows_, limit_, '{"columns": ["country_code", "price_class"]}') AS g;
	RETURN NEXT;
END $$;
