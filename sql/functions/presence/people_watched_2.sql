-- people_watched_2: people_watched, and of those in an agent's own roster (group and supervisors) what they are doing: status, since when,
-- occupancy, with the version of the thing "agent". Read.
CREATE OR REPLACE FUNCTION presence.people_watched_2(tenant bigint, viewer bigint, side text, people bigint[])
RETURNS TABLE (user_id bigint, version bigint, work jsonb, agent jsonb, sees_work boolean, sees_agent boolean, mode smallint,
	sees_desk boolean, desk_version bigint, desk jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	me directory.app_user;
BEGIN
	SELECT * INTO me FROM directory.app_user AS u WHERE u.tenant = people_watched_2.tenant AND u.id = people_watched_2.viewer;
	RETURN QUERY
	SELECT w.user_id, w.version, w.work, w.agent, w.sees_work, w.sees_agent, w.mode, n.near, t.version,
		CASE WHEN n.near THEN jsonb_build_object('shown', t.state -> 'shown', 'since', t.state -> 'shown_since', 'occupancy', t.state -> 'occupancy') END
	FROM presence.people_watched(people_watched_2.tenant, people_watched_2.viewer, people_watched_2.side, people_watched_2.people) AS w
	CROSS JOIN LATERAL (SELECT people_watched_2.side = 'agent' AND w.agent IS NOT NULL AND w.user_id <> me.id
		AND directory.sees_agent(me.tenant, me.id, me.role, w.user_id)) AS n (near)
	LEFT JOIN LATERAL presence.agent_state(me.tenant, w.user_id) AS t ON n.near;
END $$;
