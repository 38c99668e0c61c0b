-- session_proof: null if the user of a session proved within the last five minutes who they are: by its login, or by session_prove. Else
-- what proves it: {proof: 'password'}, 'code' or 'security_key' (they have a second factor), or 'login': they have none; whether a security key
-- does (security_key: true); with the slug of an identity
-- provider at which a new login proves it as well (provider). {}: the session has ended. Read.
CREATE OR REPLACE FUNCTION presence.session_proof(tenant bigint, session bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	s presence.session;
	proof text;
BEGIN
	SELECT * INTO s FROM presence.session AS x WHERE x.tenant = session_proof.tenant AND x.id = session_proof.session
		AND x.revoked_at IS NULL AND x.expires_at > ops.clock();
	IF NOT FOUND THEN
		RETURN '{}';
	ELSIF s.proved_at > ops.clock() - interval '5 minutes' THEN
		RETURN NULL;
	END IF;
	proof := presence.proof_of(s.tenant, s.user_id);
	RETURN jsonb_strip_nulls(jsonb_build_object('proof', proof,
		'security_key', CASE WHEN (presence.factors_of(s.tenant, s.user_id)).keys > 0 THEN true END, 'provider', (SELECT p.slug FROM directory.identity AS i
		JOIN directory.identity_provider AS p ON p.tenant = i.tenant AND p.id = i.provider AND NOT p.disabled
		WHERE i.tenant = s.tenant AND i.user_id = s.user_id ORDER BY i.linked_at DESC LIMIT 1)));
END $$;
