-- schedules_compile: all schedules of a tenant, nightly and on new time zone data. Answers how
-- many schedules. Keys: config.
CREATE OR REPLACE FUNCTION routing.schedules_compile(tenant bigint)
RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT count(routing.schedule_compile(s.tenant, s.id))::integer FROM routing.schedule AS s WHERE s.tenant = $1
$$;
