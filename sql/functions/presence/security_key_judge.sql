-- security_key_judge: takes the answer of one of a user's security keys: `key` is its id (-1: presenced found that it fits none), `count` its
-- counter, which has grown unless it has none, `challenge` the digest of what was answered, which was answered by nothing before. A right one
-- is noted. Answers null: taken; 'second_factor_blocked'; 'wrong_security_key', which counts. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.security_key_judge(tenant bigint, user_id bigint, key bigint, count bigint, challenge bytea)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	right_ boolean;
BEGIN
	IF NOT EXISTS (SELECT FROM directory.security_key_holder AS h
		WHERE h.tenant = security_key_judge.tenant AND h.user_id = security_key_judge.user_id) THEN
		RETURN 'wrong_security_key';
	ELSIF presence.security_key_wait(tenant, user_id) > 0 THEN
		RETURN 'second_factor_blocked';
	END IF;
	right_ := challenge IS NOT NULL AND presence.security_key_challenge_take(tenant, user_id, challenge);
	IF right_ THEN
		UPDATE directory.security_key AS k SET sign_count = count, used_at = ops.clock()
		WHERE k.tenant = security_key_judge.tenant AND k.user_id = security_key_judge.user_id AND k.id = key
			AND (count > k.sign_count OR count = 0 AND k.sign_count = 0);
		right_ := FOUND;
	END IF;
	UPDATE directory.security_key_holder AS h
	SET misses = CASE WHEN right_ THEN 0 ELSE h.misses + 1 END, missed_at = CASE WHEN right_ THEN NULL ELSE ops.clock() END
	WHERE h.tenant = security_key_judge.tenant AND h.user_id = security_key_judge.user_id;
	RETURN CASE WHEN NOT right_ THEN 'wrong_security_key' END;
END $$;
