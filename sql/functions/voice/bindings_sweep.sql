-- bindings_sweep: forgets at most limit_ places where phones were reached: what has expired, and of phones that may not register any
-- more; the phones of users who are gone; browsers whose process is; tokens that nobody used; checks of users who are gone. Answers how many. Waits for nobody.
CREATE OR REPLACE FUNCTION voice.bindings_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	swept bigint;
	d record;
BEGIN
	DELETE FROM voice.binding AS b WHERE b.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.binding AS o
		WHERE o.expires_at <= at_now ORDER BY o.expires_at LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	DELETE FROM voice.browser AS b WHERE b.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.browser AS o
		WHERE o.expires_at <= at_now OR NOT EXISTS (SELECT FROM ops.instance_list() AS i WHERE i.boot = o.boot)
		LIMIT limit_ FOR UPDATE SKIP LOCKED));
	DELETE FROM voice.phone_token AS t WHERE t.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.phone_token AS o
		WHERE o.expires_at <= at_now ORDER BY o.expires_at LIMIT limit_ FOR UPDATE SKIP LOCKED));
	DELETE FROM voice.phone_check AS c WHERE c.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.phone_check AS o
		WHERE NOT EXISTS (SELECT FROM directory.v_user AS u WHERE u.tenant = o.tenant AND u.id = o.owner) LIMIT limit_));
	FOR d IN SELECT r.tenant, r.id, v.id IS NULL AS gone FROM voice.device AS r
		LEFT JOIN voice.v_device AS v ON v.tenant = r.tenant AND v.id = r.id
		WHERE v.id IS NULL OR (NOT v.allowed AND EXISTS (SELECT FROM voice.binding AS b WHERE b.tenant = r.tenant AND b.device = r.id))
		LIMIT limit_ - swept
	LOOP
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('device', d.tenant, d.id::text));
		IF d.gone THEN
			DELETE FROM voice.device AS r WHERE r.tenant = d.tenant AND r.id = d.id;
		ELSE
			DELETE FROM voice.binding AS b WHERE b.tenant = d.tenant AND b.device = d.id;
		END IF;
		swept := swept + 1;
	END LOOP;
	RETURN swept;
END $$;
