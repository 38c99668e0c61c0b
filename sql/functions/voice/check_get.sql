-- check_get: whether an account's pages can be phones: how many are now, by which number sound is tried (null: by none), and what was found last.
-- No row: no such user, or nobody that who asks may see. Read.
CREATE OR REPLACE FUNCTION voice.check_get(tenant bigint, actor bigint, actor_role text, actor_side text, user_id bigint, side text, number text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	whose CONSTANT bigint := COALESCE(user_id, actor);
	of_side CONSTANT text := COALESCE(side, actor_side);
BEGIN
	IF NOT voice.device_seen(whose, of_side, actor, actor_role, actor_side) THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_build_object('user_id', u.id::text, 'side', of_side, 'phone_mode', u.phone_mode, 'number', number,
			'pages', (SELECT count(*) FROM voice.v_browser AS b WHERE b.tenant = u.tenant AND b.owner = u.id AND b.side = of_side),
			'last', voice.check_json(u.tenant, u.id, of_side))
		FROM directory.v_user AS u WHERE u.tenant = check_get.tenant AND u.id = whose);
END $$;
