-- channel_json: a channel as states show it; null when there is none.
CREATE OR REPLACE FUNCTION routing.channel_json(tenant bigint, channel bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('id', c.id::text, 'name', c.name,
			'medium', CASE WHEN c.medium = 'sms' THEN 'chat' ELSE c.medium END, 'kind', c.medium, 'number', c.number)
		FROM directory.v_any_channel AS c WHERE c.tenant = $1 AND c.id = $2);
END $$;
