-- out_sweep: ends at most limit_ calls to the outside whose daemon is dead, as if they had been talked until now, an hour at most;
-- forgets those that ended an hour ago, and minutes after two days. Answers how many. Waits for nobody.
CREATE OR REPLACE FUNCTION voice.out_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	swept bigint := 0;
	gone bigint;
	c voice.out_call;
BEGIN
	FOR c IN SELECT o.* FROM voice.out_call AS o WHERE o.ended_at IS NULL AND NOT voice.out_alive(o.epoch) ORDER BY o.tenant, o.call LIMIT limit_ LOOP
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('out', c.tenant, ''));
		SELECT o.* INTO c FROM voice.out_call AS o WHERE o.tenant = c.tenant AND o.call = c.call AND o.ended_at IS NULL;
		CONTINUE WHEN c.call IS NULL;
		PERFORM voice.out_spend(c, least(3600, extract(epoch FROM at_now - c.at))::bigint, at_now);
		swept := swept + 1;
	END LOOP;
	DELETE FROM voice.out_call AS o WHERE o.ctid = ANY (ARRAY(SELECT x.ctid FROM voice.out_call AS x
		WHERE x.ended_at < at_now - interval '1 hour' ORDER BY x.ended_at LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS gone = ROW_COUNT;
	swept := swept + gone;
	DELETE FROM voice.out_time AS t WHERE t.ctid = ANY (ARRAY(SELECT x.ctid FROM voice.out_time AS x
		WHERE x.hour < at_now - interval '2 days' ORDER BY x.hour LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS gone = ROW_COUNT;
	RETURN swept + gone;
END $$;
