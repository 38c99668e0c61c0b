-- keys_assert: raises when the transaction doesn't hold these keys. Only where the database
-- has trunkline.check_keys = on (tests): then it asks pg_locks, which no setting can fool.
CREATE OR REPLACE FUNCTION ops.keys_assert(VARIADIC keys bigint[])
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	missing bigint;
BEGIN
	IF NOT ops.keys_checked() THEN
		RETURN;
	END IF;
	SELECT k.key INTO missing
	FROM unnest(keys) AS k (key)
	WHERE NOT EXISTS (
		SELECT FROM pg_locks AS l
		WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.granted AND l.objsubid = 1
			AND (l.classid::bigint << 32 | l.objid::bigint) = k.key)
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'lock key % is not held by this batch', missing
			USING ERRCODE = 'assert_failure', HINT = 'the call must declare it: consistency.md, rule 1';
	END IF;
END $$;
