-- session_find: session_find_2 for the release before, without those that have ended by idle timeout.
CREATE OR REPLACE FUNCTION presence.session_find(token_hash bytea)
RETURNS TABLE (tenant bigint, session bigint, user_id bigint, role text, app text, name text, has_seat boolean,
	has_work boolean, scopes text[], expires_at timestamptz, use_due boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT f.tenant, f.session, f.user_id, f.role, f.app, f.name, f.has_seat, f.has_work, f.scopes, f.expires_at, f.use_due
	FROM presence.session_find_2(session_find.token_hash) AS f
	WHERE f.idled_min IS NULL;
END $$;
