-- help_lines_since: the same as help_lines, of at most limit_ users who have said where they are since then: they alone are looked at, as it is asked every
-- few seconds.
CREATE OR REPLACE FUNCTION presence.help_lines_since(since timestamptz, limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, workspace boolean, sent text, country text, place text, security text, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT h.* FROM presence.location AS l
	CROSS JOIN LATERAL presence.help_lines(l.tenant, l.user_id - 1, NULL, 1) AS h -- the one behind the user before
	WHERE l.at >= since AND h.tenant = l.tenant AND h.id = l.user_id
	ORDER BY l.tenant, l.user_id LIMIT limit_;
END $$;
