-- rule_wrong: what is wrong with a route rule, as routerd/channels.c reads it; field null: nothing.
-- Conditions: keyword and country_prefix (a text, or a list of them), language, customer ("known",
-- "unknown"), of web chats page (what the page's address begins with; "/…": its path) and form ({field: value}), schedule ({"id": "2", "open": false}), time ({"from": "08:00", "to": "12:00", "weekdays": [1, 2],
-- "time_zone": "Europe/Berlin"}; without weekdays each day, without a zone the tenant's). Skills: [{"skill": "3", "level": 50}], at most 8.
CREATE OR REPLACE FUNCTION routing.rule_wrong(tenant bigint, rule jsonb)
RETURNS TABLE (outcome text, field text, words text)
LANGUAGE sql STABLE
AS $$
	WITH given AS (SELECT c.key, c.value FROM jsonb_each(rule -> 'conditions') AS c),
	texts AS (SELECT g.key, t.value FROM given AS g CROSS JOIN LATERAL jsonb_array_elements(
		CASE jsonb_typeof(g.value) WHEN 'array' THEN g.value ELSE jsonb_build_array(g.value) END) AS t
		WHERE g.key IN ('keyword', 'country_prefix', 'language', 'page')),
	asked AS (SELECT s.value AS need, s.ordinality - 1 AS n FROM jsonb_array_elements(rule -> 'skills') WITH ORDINALITY AS s)
	SELECT w.outcome, w.field, w.words FROM (
		SELECT 'invalid', 'conditions/' || g.key, 'There is no such condition.' FROM given AS g
		WHERE g.key NOT IN ('keyword', 'country_prefix', 'language', 'customer', 'schedule', 'time', 'page', 'form')
		UNION ALL
		SELECT 'invalid', 'conditions/' || t.key, 'Must be a text of 1 to 100 characters, or a list of such.' FROM texts AS t
		WHERE jsonb_typeof(t.value) <> 'string' OR length(t.value #>> '{}') NOT BETWEEN 1 AND 100
		UNION ALL
		SELECT 'invalid', 'conditions/' || g.key, 'Must be a text, or a list of 1 to 100 of them.' FROM given AS g
		WHERE jsonb_typeof(g.value) = 'array' AND (g.key NOT IN ('keyword', 'country_prefix') OR jsonb_array_length(g.value) NOT BETWEEN 1 AND 100)
		UNION ALL
		SELECT 'invalid', 'conditions/form', 'Must be an object of 1 to 4 of the form''s fields, each with a text of 1 to 100 characters.' FROM given AS g
		WHERE g.key = 'form' AND (jsonb_typeof(g.value) <> 'object' OR (SELECT count(*) FROM jsonb_each(CASE jsonb_typeof(g.value) WHEN 'object' THEN g.value ELSE '{}' END)) NOT BETWEEN 1 AND 4
			OR EXISTS (SELECT FROM jsonb_each(CASE jsonb_typeof(g.value) WHEN 'object' THEN g.value ELSE '{}' END) AS f
				WHERE jsonb_typeof(f.value) <> 'string' OR length(f.value #>> '{}') NOT BETWEEN 1 AND 100 OR length(f.key) NOT BETWEEN 1 AND 40))
		UNION ALL
		SELECT 'invalid', 'conditions/customer', 'Must be "known" or "unknown".' FROM given AS g
		WHERE g.key = 'customer' AND g.value NOT IN ('"known"', '"unknown"')
		UNION ALL
		SELECT 'invalid', 'conditions/schedule', 'Must be {"id": "…", "open": true or false}.' FROM given AS g
		WHERE g.key = 'schedule' AND (COALESCE(g.value ->> 'id', '') !~ '^[1-9][0-9]{0,17}$'
			OR COALESCE(jsonb_typeof(g.value -> 'open'), '') <> 'boolean')
		UNION ALL
		SELECT 'unknown_reference', 'conditions/schedule/id', 'There is no such schedule.' FROM given AS g
		WHERE g.key = 'schedule' AND NOT EXISTS (SELECT FROM routing.schedule AS s
			WHERE s.tenant = rule_wrong.tenant AND s.id::text = g.value ->> 'id')
		UNION ALL
		SELECT 'invalid', 'conditions/time', 'Must be {"from": "08:00", "to": "12:00"}, with weekdays 1 (Monday) to 7 and time_zone if need be.'
		FROM given AS g WHERE g.key = 'time' AND (jsonb_typeof(g.value) <> 'object' OR g.value - '{from,to,weekdays,time_zone}'::text[] <> '{}'
			OR COALESCE(g.value ->> 'from', '') !~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' OR COALESCE(g.value ->> 'to', '') !~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
		UNION ALL
		SELECT 'invalid', 'conditions/time/weekdays', 'Must be a list of 1 (Monday) to 7 (Sunday), each once.' FROM given AS g
		WHERE g.key = 'time' AND g.value ? 'weekdays' AND (g.value ->> 'weekdays' !~ '^\[[1-7](, [1-7]){0,6}\]$'
			OR EXISTS (SELECT FROM regexp_matches(g.value ->> 'weekdays', '[1-7]', 'g') AS d GROUP BY d HAVING count(*) > 1))
		UNION ALL
		SELECT 'invalid', 'conditions/time/time_zone', 'Is no time zone, as "Europe/Berlin" is one.' FROM given AS g
		WHERE g.key = 'time' AND g.value ? 'time_zone' AND NOT routing.is_zone(g.value ->> 'time_zone')
		UNION ALL
		SELECT 'invalid', format('skills/%s', a.n), 'Must be {"skill": "…", "level": 10 to 100}.' FROM asked AS a
		WHERE jsonb_typeof(a.need) <> 'object' OR COALESCE(a.need ->> 'skill', '') !~ '^[1-9][0-9]{0,17}$'
			OR COALESCE(a.need ->> 'level', '') !~ '^([1-9][0-9]|100)$' OR jsonb_typeof(a.need -> 'skill') <> 'string'
		UNION ALL
		SELECT 'unknown_reference', format('skills/%s/skill', a.n), 'There is no such skill.' FROM asked AS a
		WHERE NOT EXISTS (SELECT FROM routing.skill AS s WHERE s.tenant = rule_wrong.tenant AND s.id::text = a.need ->> 'skill')
		UNION ALL
		SELECT 'invalid', 'skills', 'At most 8 skills can be asked for.' WHERE jsonb_array_length(rule -> 'skills') > 8
		UNION ALL
		SELECT 'invalid', 'skills', 'Asks for a skill twice.' FROM asked AS a GROUP BY a.need ->> 'skill' HAVING count(*) > 1
	) AS w (outcome, field, words)
	LIMIT 1
$$;
