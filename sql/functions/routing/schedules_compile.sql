-- schedules_compile: all schedules and times of route rules of a tenant, nightly and on new time zone data.
-- Answers how many schedules. Keys: config.
CREATE OR REPLACE FUNCTION routing.schedules_compile(tenant bigint)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM routing.rule_compile(r.tenant, r.id) FROM routing.route_rule AS r
	WHERE r.tenant = schedules_compile.tenant AND r.conditions ? 'time';
	IF FOUND THEN
		PERFORM routing.config_changed(tenant); -- where there is no schedule, nobody else says so
	END IF;
	RETURN (SELECT count(routing.schedule_compile(s.tenant, s.id))::integer FROM routing.schedule AS s WHERE s.tenant = $1);
END $$;
