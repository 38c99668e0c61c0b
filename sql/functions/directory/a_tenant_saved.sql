-- a_tenant_saved: a tenant's time zone must be one, a meeting template have a place for the room; which statuses need a code is written. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_tenant_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF item ? 'time_zone' AND NOT routing.is_zone(after ->> 'time_zone') THEN
		PERFORM ops.resource_refuse('invalid', 'time_zone', 'Is no time zone, as "Europe/Berlin" is one.');
	END IF;
	IF item ? 'meeting_template' AND after ->> 'meeting_template' IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', 'meeting_template', problem) FROM directory.meeting_problem(after ->> 'meeting_template') AS problem
		WHERE problem IS NOT NULL;
	END IF;
	PERFORM ops.config_emit(tenant, 0); -- chatd's limits, and what pages see of people, hang on them
	IF NOT item ? 'codes_required' THEN
		RETURN;
	ELSIF jsonb_typeof(item -> 'codes_required') <> 'array'
		OR NOT item -> 'codes_required' <@ '["available", "work_offline", "on_break", "logged_out"]' THEN
		PERFORM ops.resource_refuse('invalid', 'codes_required', 'Must be a list of statuses: available, work_offline, on_break, logged_out.');
	END IF;
	DELETE FROM directory.status_rule AS r WHERE r.tenant = a_tenant_saved.tenant;
	INSERT INTO directory.status_rule (tenant, status, code_required)
	SELECT DISTINCT a_tenant_saved.tenant, s.value, true FROM jsonb_array_elements_text(item -> 'codes_required') AS s;
END $$;
