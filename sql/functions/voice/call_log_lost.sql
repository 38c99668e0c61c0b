-- call_log_lost: the daemon that had these calls of an account's log is dead: they end now, as voice_lost (SP-17); one that rang was missed. What that
-- daemon says of them after all counts (call_log_add_3). Outcomes: ok, unchanged. Keys: calls (the owner).
CREATE OR REPLACE FUNCTION voice.call_log_lost(tenant bigint, owner bigint, epoch bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now CONSTANT timestamptz := ops.clock();
	sides text[];
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, owner::text));
	END IF;
	WITH ended AS (UPDATE voice.call_log AS l SET ended_at = at_now, missed_at = at_now, cause = 'voice_lost', lost = true
		WHERE l.tenant = call_log_lost.tenant AND l.owner = call_log_lost.owner AND l.epoch = call_log_lost.epoch AND l.ended_at IS NULL
		RETURNING l.side)
	SELECT array_agg(DISTINCT e.side::text) INTO sides FROM ended AS e;
	PERFORM voice.missed_count(tenant, owner, s.side, at_now) FROM unnest(sides) AS s (side);
	RETURN ops.answer(mark, CASE WHEN sides IS NOT NULL THEN 'ok' ELSE 'unchanged' END, NULL);
END $$;
