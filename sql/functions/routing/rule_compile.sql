-- rule_compile: a route rule's time of day into boundaries, as a schedule's hours; without one there are none.
-- Its zone is the tenant's where it names none. Keys: config.
CREATE OR REPLACE FUNCTION routing.rule_compile(tenant bigint, rule bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	asked jsonb := (SELECT r.conditions -> 'time' FROM routing.route_rule AS r WHERE r.tenant = rule_compile.tenant AND r.id = rule_compile.rule);
	week jsonb;
	compiled record;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', tenant, ''));
	END IF;
	IF asked IS NULL THEN
		DELETE FROM routing.schedule_boundary AS b WHERE b.tenant = rule_compile.tenant AND b.schedule = -rule;
	ELSE
		week := (SELECT jsonb_agg(jsonb_build_object('weekday', d, 'opens', asked ->> 'from', 'closes', asked ->> 'to'))
			FROM jsonb_array_elements(COALESCE(asked -> 'weekdays', '[1, 2, 3, 4, 5, 6, 7]')) AS d);
		compiled := routing.boundaries_compile(tenant, -rule, routing.rule_zone(tenant, asked), week, '[]', NULL);
	END IF;
	UPDATE routing.route_rule AS r SET compiled_to = CASE WHEN asked IS NOT NULL THEN compiled.horizon END
	WHERE r.tenant = rule_compile.tenant AND r.id = rule_compile.rule;
END $$;
