-- boot_gone: whether a process is surely not there any more: it is not registered, or another one of its name and address has come after
-- it (two can't listen there). One whose beat stands still is judged by an observer (rule 9), not here. In PL/pgSQL, which keeps its plan: it
-- is asked for each call.
CREATE OR REPLACE FUNCTION ops.boot_gone(boot bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN NOT EXISTS (SELECT FROM ops.instance AS i WHERE i.boot = $1) OR EXISTS (SELECT FROM ops.instance AS i
		JOIN ops.instance AS later ON later.name = i.name AND later.http_url = i.http_url AND later.boot <> i.boot AND later.started_at > i.started_at
		WHERE i.boot = $1);
END $$;
