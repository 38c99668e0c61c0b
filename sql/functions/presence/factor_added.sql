-- factor_added: a user has a second factor more, which `session` registered. Sessions that were open to set one up alone end; proofs that other
-- sessions gave before, perhaps by the password alone, count no more. Internal. Keys: agent.
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
	UPDATE presence.session AS x SET proved_at = NULL
	WHERE x.tenant = factor_added.tenant AND x.user_id = factor_added.user_id AND x.revoked_at IS NULL
		AND x.proved_at IS NOT NULL AND x.id IS DISTINCT FROM factor_added.session;
END $$;
