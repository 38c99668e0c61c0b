-- lint: what can't work in a tenant's configuration (20-routing, "Configuration check"): kind, the resource
-- and id of the thing, and words for people. With ids, only what concerns these queues, channels (and their
-- rules), schedules, alarms, users, rules of the dial plan and sites: a write asks for what it touches (lint_touched), for all that a tenant has would
-- cost a second at 10,000 users. null: all. One function a kind of thing, which does not run when nothing of its kind is asked for: most writes touch
-- few kinds. Each looks at each thing, not at each pair of things. Read.
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
	SELECT l.* FROM routing.lint_queues($1, queues, channels) AS l WHERE queues IS NULL OR channels IS NULL OR queues || channels <> '{}'
	UNION ALL SELECT l.* FROM routing.lint_channels($1, channels) AS l WHERE channels IS NULL OR channels <> '{}'
	UNION ALL SELECT l.* FROM routing.lint_schedules($1, schedules) AS l WHERE schedules IS NULL OR schedules <> '{}'
	UNION ALL SELECT l.* FROM routing.lint_alarms($1, alarms) AS l WHERE alarms IS NULL OR alarms <> '{}'
	UNION ALL SELECT l.* FROM routing.lint_users($1, users) AS l WHERE users IS NULL OR users <> '{}'
	UNION ALL SELECT l.* FROM routing.lint_dialling($1, dial_rules, sites) AS l WHERE dial_rules IS NULL OR sites IS NULL OR dial_rules || sites <> '{}'
	UNION ALL SELECT l.* FROM routing.lint_numbers($1, users, channels, sites) AS l WHERE users IS NULL OR channels IS NULL OR sites IS NULL OR users || channels || sites <> '{}'
	ORDER BY 1, 3
$$;
