-- schedule_compile: a schedule's hours into boundaries. Answers how many. `from_` is today unless a test says
-- otherwise. Keys: config.
CREATE OR REPLACE FUNCTION routing.schedule_compile(tenant bigint, schedule bigint,
	from_ date DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	s routing.schedule;
	compiled record;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', tenant, ''));
	END IF;
	SELECT * INTO s FROM routing.schedule AS r WHERE r.tenant = schedule_compile.tenant AND r.id = schedule_compile.schedule;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	compiled := routing.boundaries_compile(tenant, schedule, s.time_zone, s.week, s.exceptions, from_);
	UPDATE routing.schedule AS r SET compiled_to = compiled.horizon
	WHERE r.tenant = schedule_compile.tenant AND r.id = schedule_compile.schedule;
	PERFORM routing.config_changed(tenant);
	RETURN compiled.made;
END $$;
