-- security_key_wait: how long until an answer of a security key is looked at again, ms; 0: now. As second_factor_wait, counted apart from
-- codes: who guesses codes keeps nobody from their key.
CREATE OR REPLACE FUNCTION presence.security_key_wait(tenant bigint, user_id bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT presence.factor_wait(h.misses, h.missed_at) FROM directory.security_key_holder AS h
		WHERE h.tenant = security_key_wait.tenant AND h.user_id = security_key_wait.user_id), 0);
END $$;
