-- channel_json: a channel as states show it; null when there is none.
CREATE OR REPLACE FUNCTION routing.channel_json(tenant bigint, channel bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('id', c.id::text, 'name', c.name,
			'medium', k.medium, 'kind', c.medium, 'channel_kind', k.kind, 'number', c.number)
		FROM directory.v_any_channel AS c LEFT JOIN directory.channel_kinds() AS k ON k.stored = c.medium WHERE c.tenant = $1 AND c.id = $2);
END $$;
