-- help_lines_since: the same as help_lines, of at most limit_ users who have said where they are since then. Asked every few seconds and mostly of nobody,
-- which costs no look at all users.
CREATE OR REPLACE FUNCTION presence.help_lines_since(since timestamptz, limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, workspace boolean, sent text, country text, place text, security text, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF EXISTS (SELECT FROM presence.location AS l WHERE l.at >= since) THEN
		RETURN QUERY SELECT h.* FROM presence.help_lines(0, 0, since, limit_) AS h;
	END IF;
END $$;
