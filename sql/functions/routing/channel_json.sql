-- channel_json: a channel as states show it.
CREATE OR REPLACE FUNCTION routing.channel_json(tenant bigint, channel bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('id', c.id::text, 'name', c.name,
		'medium', CASE WHEN c.medium = 'sms' THEN 'chat' ELSE c.medium END, 'kind', 'sms', 'number', c.number)
	FROM directory.v_channel AS c WHERE c.tenant = $1 AND c.id = $2
$$;
