-- operator_make: an operator of the installation, who makes tenants over the API. `tenant`: whose member they are; they
-- administer nothing there. Who is one already gets another password, or with null none: their logins end. From the shell
-- alone. Answers the id; null: there is no such operator to end. A name that is somebody else's is an error.
-- Keys: config, agent (of one who is there).
CREATE OR REPLACE FUNCTION directory.operator_make(tenant bigint, origin jsonb, username text, person text, password_hash text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint := (SELECT u.id FROM directory.app_user AS u WHERE u.tenant = operator_make.tenant
		AND u.username = lower(operator_make.username) AND u.role = 'operator');
	action text := CASE WHEN made IS NULL THEN 'operator_create' WHEN password_hash IS NULL THEN 'operator_end' ELSE 'operator_update' END;
BEGIN
	IF made IS NULL AND password_hash IS NULL THEN
		RETURN NULL;
	ELSIF made IS NULL THEN
		made := directory.user_create(tenant, username, person, password_hash, 'operator', false, false, NULL);
	ELSE
		UPDATE directory.app_user AS u SET password_hash = COALESCE(operator_make.password_hash, '!'),
			disabled = operator_make.password_hash IS NULL, version = u.version + 1
		WHERE u.tenant = operator_make.tenant AND u.id = made;
		PERFORM presence.logins_end(tenant, made, NULL, NULL, 'supervisor', NULL, 'user_changed');
		PERFORM ops.config_emit(tenant, made);
	END IF;
	PERFORM ops.audit_add(tenant, NULL, 'operator', action, 8, made, jsonb_strip_nulls(
		jsonb_build_object('resource', 'user', 'secrets', CASE WHEN password_hash IS NOT NULL THEN '["password"]'::jsonb END)) || origin);
	RETURN made;
END $$;
