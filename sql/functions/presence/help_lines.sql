-- help_lines: what goes with an emergency call of each user who may dial (presence.v_emergency_line), for voiced's copy, so that no call for help
-- waits for the database: a page after (tenant_, id_) of all, or, with `since`, of those whose place has changed from then on. workspace: their
-- page is their phone, so that the phases of 60-emergency apply. security: who is called when nobody answers a call back. at: when where they are was said last.
DROP FUNCTION IF EXISTS presence.help_lines(bigint, bigint, timestamptz, integer); -- knew no security contacts
CREATE FUNCTION presence.help_lines(tenant_ bigint, id_ bigint, since timestamptz, limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, workspace boolean, sent text, country text, place text, security text, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000 -- keeps its plan, which costs more than to run it
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT v.tenant, v.agent, u.has_seat AND u.phone_mode = 'workspace', v.sent, v.country, v.shown::text, array_to_string(v.security_numbers, ','), l.at
	FROM directory.app_user AS u
	JOIN presence.v_emergency_line AS v ON v.tenant = u.tenant AND v.agent = u.id
	LEFT JOIN presence.location AS l ON l.tenant = u.tenant AND l.user_id = u.id
	WHERE (u.tenant, u.id) > ($1, $2) AND NOT u.disabled AND u.role <> 'operator' AND (u.has_seat OR u.has_work)
		AND ($3 IS NULL OR l.at >= $3)
	ORDER BY u.tenant, u.id LIMIT $4;
END $$;
