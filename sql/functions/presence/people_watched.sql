-- people_watched: people_seen with both entries whole, and what of them this viewer may see: for chatd, which keeps
-- one state of a person for all who watch them. Who is not of this tenant, or is nobody any more, has no row. Read.
CREATE OR REPLACE FUNCTION presence.people_watched(tenant bigint, viewer bigint, side text, people bigint[])
RETURNS TABLE (user_id bigint, version bigint, work jsonb, agent jsonb, sees_work boolean, sees_agent boolean, mode smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	one_directory boolean;
	me directory.app_user;
BEGIN
	SELECT t.mode INTO mode FROM directory.tenant AS t WHERE t.id = people_watched.tenant;
	SELECT * INTO me FROM directory.app_user AS u WHERE u.tenant = people_watched.tenant AND u.id = people_watched.viewer;
	one_directory := mode = 3;
	RETURN QUERY
	SELECT u.id, COALESCE(w.version, p.version, 0), presence.person_work(w.shown, w.message, w.until, w.last_seen),
		CASE WHEN u.has_seat THEN jsonb_build_object('online', presence.person_online(u.tenant, u.id, at_now)) END,
		u.has_work AND (side = 'work' OR one_directory),
		u.has_seat AND (one_directory OR (side = 'agent' AND directory.sees_agent(u.tenant, me.id, me.role, u.id))),
		people_watched.mode
	FROM directory.app_user AS u
	LEFT JOIN presence.v_work AS w ON w.tenant = u.tenant AND w.user_id = u.id
	LEFT JOIN presence.person AS p ON p.tenant = u.tenant AND p.user_id = u.id
	WHERE u.tenant = people_watched.tenant AND u.id = ANY (people[1:256]) AND NOT u.disabled AND (u.has_work OR u.has_seat);
END $$;
