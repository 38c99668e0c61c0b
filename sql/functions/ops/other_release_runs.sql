-- other_release_runs: as key_check_missing, for a daemon of an earlier build, which asks by its release.
CREATE OR REPLACE FUNCTION ops.other_release_runs(release text)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT ops.key_check_missing() $$;
