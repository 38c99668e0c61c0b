-- people_seen: some people (`people`, at most 256 counted) as a viewer's account sees them now; a row only for
-- who stands in one of the viewer's rosters (40-messaging, "Who sees whom"). Work sees the Work accounts and, in mode 3, the
-- agents' entries; an agent the same in mode 3, in modes 1 and 2 the agents of their own roster.
-- state: {user, work: {shown, message, until, last_seen} | null, agent: {online} | null}. Read.
-- What is hidden by the mode is null, as what is not there.
CREATE OR REPLACE FUNCTION presence.people_seen(tenant bigint, viewer bigint, side text, people bigint[])
RETURNS TABLE (user_id bigint, version bigint, state jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT w.user_id, w.version, jsonb_build_object('user', w.user_id::text,
		'work', CASE WHEN w.sees_work THEN w.work END, 'agent', CASE WHEN w.sees_agent THEN w.agent END)
	FROM presence.people_watched(tenant, viewer, side, people) AS w
	WHERE (w.sees_work AND w.work IS NOT NULL) OR (w.sees_agent AND w.agent IS NOT NULL);
END $$;
