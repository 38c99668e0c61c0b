-- device_get: a phone that who asks may see, and where it is reached, the latest first. Read.
CREATE OR REPLACE FUNCTION voice.device_get(tenant bigint, id bigint, actor bigint, actor_role text, actor_side text, realm text, servers text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT voice.device_json(d.tenant, d.id, realm, servers) || jsonb_build_object('bindings', COALESCE((
			SELECT jsonb_agg(jsonb_build_object('contact', b.contact, 'source', b.source, 'transport', b.transport, 'agent', b.agent,
				'since', ops.rfc3339(b.at), 'expires_at', ops.rfc3339(b.expires_at)) ORDER BY b.renewed_at DESC, b.contact)
			FROM voice.v_device_binding AS b WHERE b.tenant = d.tenant AND b.device = d.id), '[]'))
		FROM voice.v_device AS d
		WHERE d.tenant = device_get.tenant AND d.id = device_get.id AND voice.device_seen(d.owner, d.side, actor, actor_role, actor_side));
END $$;
