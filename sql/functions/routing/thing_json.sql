-- thing_json: a queue, channel, agent or group as reports name it; of a channel what comes by it, too.
CREATE OR REPLACE FUNCTION routing.thing_json(tenant bigint, noun text, id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', id::text, 'name', routing.thing_name(tenant, noun, id))
		|| CASE noun WHEN 'channel' THEN jsonb_build_object('channel_kind', routing.channel_json(tenant, id) -> 'channel_kind') ELSE '{}' END;
END $$;
