-- a_tenant_saved: a tenant's time zone must be one, a meeting template have a place for the room, its default country be known, an emergency number of
-- its own be one (what stood there before stays); which statuses need a code, and which roles have the permissions that it lists, is written. Keys: config.
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
	IF item ? 'default_country' AND sms.country_name(after ->> 'default_country') IS NULL AND after ->> 'default_country' IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', 'default_country', 'Is no country, as "SE" is one.');
	END IF;
	PERFORM ops.resource_refuse('invalid', format('emergency_numbers/%s', n.nth - 1), directory.emergency_number_problem(n.number))
	FROM jsonb_array_elements_text(after -> 'emergency_numbers') WITH ORDINALITY AS n (number, nth)
	WHERE item ? 'emergency_numbers' AND NOT COALESCE(before -> 'emergency_numbers', '[]') ? n.number AND directory.emergency_number_problem(n.number) IS NOT NULL;
	UPDATE directory.tenant AS t SET session_idle_at = ops.clock()
	WHERE t.id = a_tenant_saved.id AND before ->> 'session_idle_min' <> after ->> 'session_idle_min';
	PERFORM directory.role_setting_put(tenant, item, s.field, s.permission) FROM directory.role_settings() AS s;
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
