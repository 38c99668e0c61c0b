-- factor_wait: how long until a second factor is looked at again, ms; 0: now. After ten wrong ones in a row it is one in five minutes.
CREATE OR REPLACE FUNCTION presence.factor_wait(misses integer, missed_at timestamptz)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN misses < 10 THEN 0
		ELSE GREATEST(ceil(extract(epoch FROM missed_at + interval '5 minutes' - ops.clock()) * 1000), 0) END;
END $$;
