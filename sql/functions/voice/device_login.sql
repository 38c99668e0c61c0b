-- device_login: what the hash of a new password is made with, of a phone that who asks may see. Read.
CREATE OR REPLACE FUNCTION voice.device_login(tenant bigint, id bigint, actor bigint, actor_role text, actor_side text)
RETURNS TABLE (username text, algorithm text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT d.username, d.algorithm FROM voice.v_device AS d
	WHERE d.tenant = device_login.tenant AND d.id = device_login.id AND voice.device_seen(d.owner, d.side, actor, actor_role, actor_side);
END $$;
