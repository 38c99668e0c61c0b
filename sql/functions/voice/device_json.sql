-- device_json: the one shape of a phone, with what its user types into it besides name and password. `servers`: SIP URIs, separated
-- by spaces.
CREATE OR REPLACE FUNCTION voice.device_json(tenant bigint, id bigint, realm text, servers text)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('id', d.id::text, 'version', d.version::text, 'user_id', d.owner::text, 'side', d.side, 'label', d.label,
		'username', d.username, 'algorithm', d.algorithm, 'realm', $3, 'servers', to_jsonb(string_to_array($4, ' ')),
		'allowed', d.allowed, 'registered', EXISTS (SELECT FROM voice.v_device_binding AS b WHERE b.tenant = d.tenant AND b.device = d.id),
		'created_at', ops.rfc3339(d.made_at), 'rotated_at', ops.rfc3339(d.rotated_at))
	FROM voice.v_device AS d WHERE d.tenant = $1 AND d.id = $2
$$;
