-- factor_added: a user has another second factor, which `session` registered: the user now logs in with it. What the password alone may have
-- opened ends: sessions for the set-up of a factor, an authenticator that was not confirmed, proofs that other sessions gave. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.factor_added(tenant bigint, user_id bigint, session bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	s record;
BEGIN
	FOR s IN SELECT x.id FROM presence.session AS x WHERE x.tenant = factor_added.tenant
		AND x.user_id = factor_added.user_id AND x.enrolling AND x.revoked_at IS NULL
	LOOP
		PERFORM presence.sessions_revoke(tenant, user_id, s.id);
	END LOOP;
	DELETE FROM directory.second_factor AS f
	WHERE f.tenant = factor_added.tenant AND f.user_id = factor_added.user_id AND f.confirmed_at IS NULL;
	UPDATE presence.session AS x SET proved_at = NULL
	WHERE x.tenant = factor_added.tenant AND x.user_id = factor_added.user_id AND x.revoked_at IS NULL
		AND x.proved_at IS NOT NULL AND x.id IS DISTINCT FROM factor_added.session;
END $$;
