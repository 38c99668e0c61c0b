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
	-- Callers give null for every kind or for none.
	SELECT l.* FROM routing.lint_queues($1, queues, channels) AS l WHERE COALESCE(queues || channels <> '{}', true)
	UNION ALL SELECT l.* FROM routing.lint_channels($1, channels) AS l WHERE COALESCE(channels <> '{}', true)
	UNION ALL SELECT l.* FROM routing.lint_schedules($1, schedules) AS l WHERE COALESCE(schedules <> '{}', true)
	UNION ALL SELECT l.* FROM routing.lint_alarms($1, alarms) AS l WHERE COALESCE(alarms <> '{}', true)
	UNION ALL SELECT l.* FROM routing.lint_users($1, users) AS l WHERE COALESCE(users <> '{}', true)
	UNION ALL SELECT l.* FROM routing.lint_dialling($1, dial_rules, sites) AS l WHERE COALESCE(dial_rules || sites <> '{}', true)
	UNION ALL SELECT l.* FROM routing.lint_numbers($1, users, channels, sites) AS l WHERE COALESCE(users || channels || sites <> '{}', true)
	ORDER BY 1, 3
$$;
