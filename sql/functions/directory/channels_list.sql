-- channels_list: channels by id, as the API shows them, each with the cursor behind it.
CREATE OR REPLACE FUNCTION directory.channels_list(tenant bigint, after bigint, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('id', c.id::text, 'medium', c.medium, 'name', c.name, 'number', c.number,
		'disabled', c.disabled, 'version', c.version::text), c.id::text
	FROM directory.channel AS c
	WHERE c.tenant = channels_list.tenant AND c.id > COALESCE(after, 0)
	ORDER BY c.id
	LIMIT limit_
$$;
