-- dialers: a page of who may dial and whom an extension reaches, for voiced's copy: after ($1, $2, $3), at most ($4). kind: 0 a user, 1 a service, 2 a channel of
-- calls: its number in work_number.
-- country: where a user writes numbers. work_watched, agent_watched: a receptionist sees the calls of that line of a user's (CT-17).
DROP FUNCTION IF EXISTS voice.dialers(bigint, integer, bigint, integer); -- it knew of no lines that are watched
CREATE OR REPLACE FUNCTION voice.dialers(tenant_ bigint, kind_ integer, id_ bigint, limit_ integer)
RETURNS TABLE (tenant bigint, kind integer, id bigint, site bigint, country text, work_number text, work_extension text, agent_extension text,
	work_watched boolean, agent_watched boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER -- keeps its plan
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT p.tenant, p.kind, p.id, p.site, CASE p.kind WHEN 0 THEN directory.country_home(p.tenant, p.id) END,
		CASE WHEN NOT directory.number_claimed_elsewhere(p.tenant, p.work_number) THEN p.work_number END, p.work_extension, p.agent_extension,
		COALESCE(p.kind = 0 AND w.work, false), COALESCE(p.kind = 0 AND w.agent, false)
	FROM (SELECT u.tenant, 0 AS kind, u.id, u.site_id AS site, CASE WHEN u.has_work THEN u.work_number END AS work_number,
			CASE WHEN u.has_work THEN u.work_extension END AS work_extension, CASE WHEN u.has_seat THEN u.agent_extension END AS agent_extension
		FROM directory.v_user AS u WHERE NOT u.disabled AND u.role <> 'operator' AND (u.has_seat OR u.has_work)
		UNION ALL
		SELECT s.tenant, 1, s.id, NULL, NULL, s.extension, NULL FROM directory.service AS s WHERE s.extension IS NOT NULL
		UNION ALL
		SELECT c.tenant, 2, c.id, NULL, c.number, NULL, NULL FROM directory.v_any_channel AS c WHERE c.medium = 'voice' AND NOT c.disabled AND c.number LIKE '+%') AS p
	LEFT JOIN (SELECT v.tenant, v.ref, bool_or(v.kind = 'work') AS work, bool_or(v.kind = 'agent') AS agent FROM directory.v_desk_line AS v
		WHERE v.kind <> 'service' GROUP BY v.tenant, v.ref) AS w ON w.tenant = p.tenant AND w.ref = p.id
	WHERE (p.tenant, p.kind, p.id) > ($1, $2, $3) ORDER BY p.tenant, p.kind, p.id LIMIT $4;
END $$;
