-- missed_get: how many calls an account has missed since its log was looked at, as its pages are told it.
CREATE OR REPLACE FUNCTION voice.missed_get(tenant bigint, owner bigint, side text)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT ops.frame(23, $1, voice.missed_key($2, $3)) $$;
