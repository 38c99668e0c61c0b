-- second_factor_wait: how long until a code is looked at again, ms; 0: now. After ten wrong ones in a row it
-- is one in five minutes: who knows the password does not guess six digits.
CREATE OR REPLACE FUNCTION presence.second_factor_wait(f directory.second_factor)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN f.misses < 10 THEN 0
		ELSE GREATEST(ceil(extract(epoch FROM f.missed_at + interval '5 minutes' - ops.clock()) * 1000), 0) END;
END $$;
