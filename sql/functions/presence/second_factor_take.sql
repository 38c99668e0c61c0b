-- second_factor_take: takes a code of a user who has a second factor: that of a step that the caller found to
-- fit (one that fits no step: -1), or the hash of a recovery code; or the answer of a security key (security_key_judge). Each is taken once.
-- Answers null: taken, or none is needed; 'second_factor_required': none was given; 'second_factor_blocked'; 'wrong_code',
-- which counts where there is an authenticator; 'wrong_security_key'. Internal. Keys: agent.
DROP FUNCTION IF EXISTS presence.second_factor_take(bigint, bigint, bigint, bytea); -- knew no security keys
CREATE OR REPLACE FUNCTION presence.second_factor_take(tenant bigint, user_id bigint, step bigint, recovery bytea,
	key bigint DEFAULT NULL, key_count bigint DEFAULT NULL, challenge bytea DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	has record := presence.factors_of(tenant, user_id);
	f directory.second_factor;
	right_ boolean := false;
BEGIN
	IF NOT has.codes AND has.keys = 0 THEN
		RETURN NULL;
	ELSIF key IS NOT NULL THEN
		RETURN presence.security_key_judge(tenant, user_id, key, key_count, challenge);
	ELSIF step IS NULL AND recovery IS NULL THEN
		RETURN 'second_factor_required';
	ELSIF NOT has.codes THEN
		RETURN 'wrong_code';
	END IF;
	SELECT * INTO f FROM directory.second_factor AS r
	WHERE r.tenant = second_factor_take.tenant AND r.user_id = second_factor_take.user_id;
	IF presence.second_factor_wait(f) > 0 THEN
		RETURN 'second_factor_blocked';
	END IF;
	IF recovery IS NOT NULL THEN
		UPDATE directory.recovery_code AS k SET used_at = ops.clock()
		WHERE k.tenant = f.tenant AND k.user_id = f.user_id AND k.code_hash = recovery AND k.used_at IS NULL;
		right_ := FOUND;
	ELSE
		right_ := step > f.last_step;
	END IF;
	UPDATE directory.second_factor AS r
	SET misses = CASE WHEN right_ THEN 0 ELSE r.misses + 1 END, missed_at = CASE WHEN right_ THEN NULL ELSE ops.clock() END,
		last_step = CASE WHEN right_ AND recovery IS NULL THEN step ELSE r.last_step END
	WHERE r.tenant = f.tenant AND r.user_id = f.user_id;
	RETURN CASE WHEN NOT right_ THEN 'wrong_code' END;
END $$;
