-- devices_list: the phones that who asks may see, or those of one user of them, by id, after the cursor `after`. Read.
CREATE OR REPLACE FUNCTION voice.devices_list(tenant bigint, actor bigint, actor_role text, actor_side text, user_id bigint, realm text,
	servers text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT voice.device_json(d.tenant, d.id, realm, servers), d.id::text
	FROM voice.v_device AS d
	WHERE d.tenant = devices_list.tenant AND voice.device_seen(d.owner, d.side, actor, actor_role, actor_side)
		AND (devices_list.user_id IS NULL OR d.owner = devices_list.user_id) AND (after IS NULL OR d.id > after::bigint)
	ORDER BY d.id LIMIT least(limit_, 501);
END $$;
