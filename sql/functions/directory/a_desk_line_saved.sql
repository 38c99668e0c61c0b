-- a_desk_line_saved: a line is one user's or one service's; a receptionist has at most 200, and a line as many receptionists. Their
-- page is told. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_desk_line_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	most CONSTANT integer := 200;
	kind text := CASE WHEN after ->> 'service_id' IS NULL THEN after ->> 'side' ELSE 'service' END;
	who bigint;
BEGIN
	IF num_nonnulls(after ->> 'line_user_id', after ->> 'service_id') <> 1 AND after IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', 'line_user_id', 'A line is one of a user or of a service: give line_user_id or service_id.');
	ELSIF kind = 'service' AND after ->> 'side' <> 'work' THEN
		PERFORM ops.resource_refuse('invalid', 'side', 'Only a user has two sides.');
	ELSIF after IS NOT NULL AND (SELECT count(*) FROM directory.desk_line AS d WHERE d.tenant = a_desk_line_saved.tenant
		AND d.user_id = (after ->> 'user_id')::bigint) > most THEN
		PERFORM ops.resource_refuse('too_many', 'user_id', format('Has %s lines, the most that a front desk takes.', most));
	ELSIF after IS NOT NULL AND (SELECT count(*) FROM directory.desk_line AS d WHERE d.tenant = a_desk_line_saved.tenant
		AND d.line_user_id IS NOT DISTINCT FROM (after ->> 'line_user_id')::bigint
		AND d.service_id IS NOT DISTINCT FROM (after ->> 'service_id')::bigint AND d.side = after ->> 'side') > most THEN
		PERFORM ops.resource_refuse('too_many', 'line_user_id', format('Stands on %s front desks, the most that a line may.', most));
	END IF;
	FOR who IN SELECT DISTINCT u.id::bigint FROM unnest(ARRAY[before ->> 'user_id', after ->> 'user_id']) AS u (id) WHERE u.id IS NOT NULL ORDER BY 1 LOOP
		PERFORM directory.desk_touch(tenant, who);
	END LOOP;
END $$;
