-- report: figures of queues, channels, agents or groups by quarter, day or week, a page of them (75-metrics.md,
-- "Reports"): counters, figures by routing.formulas, the formulas themselves, the time zone. `after`: the place
-- at which the page before ended. A supervisor has what they lead; another's thing is not_found.
-- Outcomes: ok, with the page, and `next` where there is more; bad_request with field and words; not_found. Read.
CREATE OR REPLACE FUNCTION routing.report(tenant bigint, actor bigint, actor_role text, noun text, since text, until text, step text,
	id bigint, after text, limit_ integer)
RETURNS TABLE (outcome text, field text, words text, body jsonb, next text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	kind CONSTANT text := CASE WHEN noun IN ('queue', 'channel') THEN 'queue' ELSE 'agent' END;
	zone CONSTANT text := (SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = report.tenant);
	led CONSTANT bigint[] := routing.led_things(tenant, actor, actor_role, noun);
	queues CONSTANT bigint[] := CASE noun WHEN 'channel' THEN routing.led_queues(tenant, actor, actor_role) END;
	wanted CONSTANT bigint[] := CASE WHEN id IS NULL THEN led ELSE ARRAY[id] END;
	range record;
	place record;
	p record;
	rows_ jsonb := '[]';
BEGIN
	SELECT * INTO range FROM routing.report_range(zone, since, until, step);
	IF range.field IS NOT NULL THEN
		field := range.field;
		words := range.words;
	ELSIF after !~ '^\d{1,18}:\d{1,18}$' THEN
		field := 'cursor';
		words := 'This is no cursor of this report';
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
	SELECT timestamptz 'epoch' + split_part(after, ':', 1)::bigint * interval '1 second' AS begins, split_part(after, ':', 2)::bigint AS thing INTO place;
	-- Period by period until the page is full: what comes after it is not summed up.
	FOR p IN SELECT r.begins, r.ends FROM routing.periods(range.from_, range.to_, step, zone) AS r
		WHERE place.begins IS NULL OR r.begins >= place.begins ORDER BY r.begins
	LOOP
		rows_ := rows_ || COALESCE((
			SELECT jsonb_agg(jsonb_build_object('place', format('%s:%s', extract(epoch FROM p.begins)::bigint, c.id), 'item',
				jsonb_build_object(noun, routing.thing_json(tenant, noun, c.id),
					'since', ops.rfc3339(p.begins), 'until', ops.rfc3339(p.ends), 'counters', c.counters,
					'figures', routing.figures(kind, c.counters))
				|| CASE noun WHEN 'group' THEN '{}' ELSE jsonb_build_object('interactions', format('/api/v1/reports/interactions?%s=%s&since=%s&until=%s',
					noun, c.id, ops.rfc3339(p.begins), ops.rfc3339(p.ends))) END
				|| CASE kind WHEN 'agent' THEN jsonb_build_object('statuses', c.statuses) ELSE '{}' END) ORDER BY c.id)
			FROM (
				SELECT v.id, v.counters, NULL::jsonb AS statuses
				FROM routing.report_volume(tenant, noun, p.begins, p.ends, wanted, queues) AS v
				WHERE kind = 'queue' AND (place.begins IS DISTINCT FROM p.begins OR v.id > place.thing)
				UNION ALL
				SELECT w.id, w.counters, w.statuses FROM routing.report_work(tenant, noun, p.begins, p.ends, wanted) AS w
				WHERE kind = 'agent' AND (place.begins IS DISTINCT FROM p.begins OR w.id > place.thing)
				ORDER BY id LIMIT limit_ + 1 - jsonb_array_length(rows_)) AS c), '[]');
		EXIT WHEN jsonb_array_length(rows_) > limit_;
	END LOOP;
	outcome := 'ok';
	SELECT g.body, g.next INTO body, next
	FROM routing.report_page(noun, step, zone, range.from_, range.to_, kind, rows_, limit_, jsonb_build_object(
		'formulas', (SELECT jsonb_agg(jsonb_build_object('name', f.name, 'unit', f.unit, 'formula', routing.formula_text(f.over, f.under), 'words', f.words)
			ORDER BY f.place) FROM routing.formulas() AS f WHERE f.of = kind AND NOT EXISTS ( -- live ones need what no quarter holds
				SELECT FROM unnest(f.over || f.under) AS n (name) WHERE ltrim(n.name, '-') NOT IN (SELECT c.name FROM routing.counters(kind) AS c))))) AS g;
	RETURN NEXT;
END $$;
