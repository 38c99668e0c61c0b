-- tenant_make: a new organisation with what each needs to begin: a router shard, status codes, its first administrator.
-- `tenant`, `actor`: the operator's; null: from the shell. The fields of the administrator are named
-- administrator_username, administrator_name; the password is hashed by the caller.
-- Answers id, name, mode, time_zone, shard, administrator. Keys: config (the operator's tenant), command; the new one's is
-- taken here, as nobody else can know it. Outcomes: created, invalid, name_taken.
CREATE OR REPLACE FUNCTION directory.tenant_make(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	origin jsonb, name text, mode integer, time_zone text, username text, person text, password_hash text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	answer ops.answer := ops.command_seen(tenant, command, fingerprint);
	made bigint;
	administrator jsonb;
	one record;
	refused record;
	detail text;
BEGIN
	IF answer.outcome IS NOT NULL THEN
		RETURN answer;
	END IF;
	BEGIN
		made := directory.tenant_create('New', COALESCE(mode, 1));
		PERFORM pg_advisory_xact_lock(ops.key('config', made, ''));
		PERFORM directory.tenant_step(directory.resource_write(NULL, NULL, made, NULL, actor_role, origin, 'tenant', 'update', made, 1,
			jsonb_build_object('name', name, 'time_zone', COALESCE(time_zone, 'UTC')), NULL, false), '');
		FOR one IN SELECT * FROM (VALUES ('on_break', 'Lunch'), ('on_break', 'Short break'), ('work_offline', 'Paperwork'),
			('work_offline', 'Training')) AS c (status, name) LOOP
			PERFORM directory.tenant_step(directory.resource_write(NULL, NULL, made, NULL, actor_role, origin, 'status_code', 'create', NULL, NULL,
				to_jsonb(one), NULL, false), '');
		END LOOP;
		administrator := directory.tenant_step(directory.resource_write(NULL, NULL, made, NULL, actor_role, origin, 'user', 'create', NULL, NULL,
			jsonb_build_object('username', lower(username), 'name', person, 'password_hash', password_hash, 'role', 'administrator'), NULL, false),
			'administrator_');
		IF tenant IS NOT NULL THEN
			PERFORM ops.audit_add(tenant, actor, actor_role, 'tenant_create', 8, made, jsonb_strip_nulls(
				jsonb_build_object('resource', 'tenant') || origin) || jsonb_build_object('after', jsonb_build_object('name', name)));
		END IF;
		answer := ops.answer(mark, 'created', jsonb_build_object('id', made::text, 'name', name, 'mode', COALESCE(mode, 1),
			'time_zone', COALESCE(time_zone, 'UTC'), 'shard', (SELECT m.shard::text FROM routing.shard_map() AS m WHERE m.tenant = made),
			'administrator', jsonb_build_object('id', administrator -> 'id', 'name', administrator -> 'name', 'username', administrator -> 'username')));
	EXCEPTION WHEN SQLSTATE 'TL001' THEN
		GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
		SELECT d.outcome, d.body INTO refused FROM jsonb_to_record(detail::jsonb) AS d (outcome text, body jsonb);
		answer := ROW (refused.outcome, refused.body, '[]', NULL)::ops.answer;
	END;
	RETURN ops.command_store(tenant, command, fingerprint, answer);
END $$;
