-- user_create: a new user; answers the id, which is also the agent's. The password is hashed by
-- the caller (argon2id). The username is stored in lower case.
CREATE OR REPLACE FUNCTION directory.user_create(tenant bigint, username text, name text, password_hash text,
	role text, has_seat boolean, has_work boolean, group_id bigint, chat_limit integer DEFAULT 6,
	offer_ms integer DEFAULT NULL, may_reject boolean DEFAULT true)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat, has_work, group_id,
		chat_limit, offer_ms, may_reject)
	VALUES (tenant, lower(username), name, password_hash, role, has_seat, has_work, group_id,
		chat_limit, offer_ms, may_reject)
	RETURNING id INTO made;
	PERFORM ops.config_emit(tenant, made);
	RETURN made;
END $$;
