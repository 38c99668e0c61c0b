-- avatar_json: what a page needs to show somebody: their image's version (null: none), else their initials (CT-11).
CREATE OR REPLACE FUNCTION messaging.avatar_json(tenant bigint, user_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('user', u.id::text, 'kind', 'user', 'image',
			(SELECT max(a.version)::text FROM messaging.avatar AS a WHERE a.tenant = u.tenant AND a.user_id = u.id),
			'initials', messaging.initials(u.name))
		FROM directory.v_user AS u WHERE u.tenant = avatar_json.tenant AND u.id = avatar_json.user_id);
END $$;
