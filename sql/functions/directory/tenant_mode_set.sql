-- tenant_mode_set: another mode for a tenant, from the shell alone; `dry`: nothing changes. Answers what it was and what that changes: `before`,
-- `after`, `conversations` (open ones between a Work user and an agent, which close for writing or open for it), `work_users` and `agents` (who
-- see each other no more, or begin to); these are 0 where one directory stays one, or two stay two. Null: there is no such tenant.
-- Keys: config.
CREATE OR REPLACE FUNCTION directory.tenant_mode_set(tenant bigint, origin jsonb, mode integer, dry boolean)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before integer := (SELECT t.mode FROM directory.tenant AS t WHERE t.id = tenant_mode_set.tenant);
	turns CONSTANT boolean := (before = 3) <> (mode = 3);
	told jsonb;
BEGIN
	IF before IS NULL THEN
		RETURN NULL;
	END IF;
	told := jsonb_build_object('before', before, 'after', mode, 'conversations', CASE WHEN turns THEN messaging.across_count(tenant) ELSE 0 END)
		|| (SELECT jsonb_build_object('work_users', count(*) FILTER (WHERE turns AND u.has_work), 'agents', count(*) FILTER (WHERE turns AND u.has_seat))
			FROM directory.app_user AS u WHERE u.tenant = tenant_mode_set.tenant AND NOT u.disabled);
	IF NOT dry AND before <> mode THEN
		UPDATE directory.tenant AS t SET mode = tenant_mode_set.mode, version = t.version + 1 WHERE t.id = tenant_mode_set.tenant;
		PERFORM ops.config_emit(tenant, 0);
		-- Which lines of the contact center a front desk shows hangs on the mode (directory.v_desk_line).
		IF turns THEN
			PERFORM directory.desk_touch(tenant, d.user_id) FROM (SELECT DISTINCT l.user_id FROM directory.desk_line AS l
				WHERE l.tenant = tenant_mode_set.tenant AND l.side <> 'work' ORDER BY l.user_id) AS d;
		END IF;
		PERFORM ops.audit_add(tenant, NULL, 'operator', 'tenant_mode', 8, tenant, jsonb_build_object('resource', 'tenant',
			'before', jsonb_build_object('mode', before), 'after', jsonb_build_object('mode', mode)) || origin);
	END IF;
	RETURN told;
END $$;
