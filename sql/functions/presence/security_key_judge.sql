-- security_key_judge: takes the answer of one of a user's security keys: `key` is its id (-1: presenced found that it fits none), `count` its
-- counter, which has grown unless it has none, `challenge` the digest of what was answered, which was answered by nothing before. A right one
-- is noted. Answers null: taken; 'wrong_security_key'. No count of wrong ones keeps a right one waiting: a signature can't be guessed, and
-- others could use up the tries. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.security_key_judge(tenant bigint, user_id bigint, key bigint, count bigint, challenge bytea)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF challenge IS NULL OR NOT EXISTS (SELECT FROM directory.security_key_holder AS h
		WHERE h.tenant = security_key_judge.tenant AND h.user_id = security_key_judge.user_id) THEN
		RETURN 'wrong_security_key';
	ELSIF NOT presence.security_key_challenge_take(tenant, user_id, challenge) THEN
		RETURN 'wrong_security_key';
	END IF;
	UPDATE directory.security_key AS k SET sign_count = count, used_at = ops.clock()
	WHERE k.tenant = security_key_judge.tenant AND k.user_id = security_key_judge.user_id AND k.id = key
		AND (count > k.sign_count OR count = 0 AND k.sign_count = 0);
	RETURN CASE WHEN NOT FOUND THEN 'wrong_security_key' END;
END $$;
