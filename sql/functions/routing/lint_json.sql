-- lint_json: the linter's findings as an answer carries them; 100 at most: those of what a write touches
-- (lint_touched), or, with null, all. Read.
DROP FUNCTION IF EXISTS routing.lint_json(bigint); -- it was for all
CREATE OR REPLACE FUNCTION routing.lint_json(tenant bigint, touched jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	queues bigint[];
	channels bigint[];
	schedules bigint[];
	alarms bigint[];
	users bigint[];
	dial_rules bigint[];
	sites bigint[];
BEGIN
	IF touched IS NOT NULL THEN
		queues := ARRAY(SELECT jsonb_array_elements_text(touched -> 'queues')::bigint);
		channels := ARRAY(SELECT jsonb_array_elements_text(touched -> 'channels')::bigint);
		schedules := ARRAY(SELECT jsonb_array_elements_text(touched -> 'schedules')::bigint);
		alarms := ARRAY(SELECT jsonb_array_elements_text(touched -> 'alarms')::bigint);
		users := ARRAY(SELECT jsonb_array_elements_text(touched -> 'users')::bigint);
		dial_rules := ARRAY(SELECT jsonb_array_elements_text(touched -> 'dial_rules')::bigint);
		sites := ARRAY(SELECT jsonb_array_elements_text(touched -> 'sites')::bigint);
	END IF;
	RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('kind', l.kind, 'resource', l.resource, 'id', l.id::text, 'words', l.words)), '[]')
		FROM (SELECT * FROM routing.lint(tenant, queues, channels, schedules, alarms, users, dial_rules, sites) LIMIT 100) AS l);
END $$;
