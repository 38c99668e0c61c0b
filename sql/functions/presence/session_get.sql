-- session_get: a session as the API shows it; null: no such session.
CREATE OR REPLACE FUNCTION presence.session_get(tenant bigint, session bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT presence.session_body(tenant, session) $$;
