-- security_key_challenge_take: a challenge is answered: false if it was before. Those that are too old by themselves are forgotten: presenced
-- takes none after five minutes. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.security_key_challenge_take(tenant bigint, user_id bigint, challenge bytea)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	DELETE FROM directory.security_key_challenge AS c WHERE c.tenant = security_key_challenge_take.tenant
		AND c.user_id = security_key_challenge_take.user_id AND c.ends_at < ops.clock();
	INSERT INTO directory.security_key_challenge (tenant, user_id, challenge_sha256, ends_at)
	VALUES (tenant, user_id, challenge, ops.clock() + interval '10 minutes')
	ON CONFLICT DO NOTHING;
	RETURN FOUND;
END $$;
