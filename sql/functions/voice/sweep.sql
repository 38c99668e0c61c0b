-- sweep: forgets at most limit_ calls, voicemails and recordings that are older than their tenant keeps them, and what is
-- remembered of deleted ones for 30 days. Answers how many. Waits for nobody.
CREATE OR REPLACE FUNCTION voice.sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	swept bigint := 0;
	gone bigint;
	t record;
	v voice.voicemail;
BEGIN
	FOR t IN SELECT r.id, r.call_log_days, r.voicemail_days, r.recording_days FROM directory.v_tenant AS r LOOP
		DELETE FROM voice.call_log AS l WHERE l.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.call_log AS o
			WHERE o.tenant = t.id AND o.began_at < at_now - make_interval(days => t.call_log_days) ORDER BY o.began_at LIMIT limit_ - swept
			FOR UPDATE SKIP LOCKED));
		GET DIAGNOSTICS gone = ROW_COUNT;
		swept := swept + gone;
		DELETE FROM voice.recording AS l WHERE l.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.recording AS o
			WHERE o.tenant = t.id AND o.at < at_now - make_interval(days => t.recording_days) ORDER BY o.at LIMIT limit_ - swept
			FOR UPDATE SKIP LOCKED));
		GET DIAGNOSTICS gone = ROW_COUNT;
		swept := swept + gone;
		FOR v IN SELECT r.* FROM voice.voicemail AS r
			WHERE r.tenant = t.id AND r.at < at_now - make_interval(days => t.voicemail_days) ORDER BY r.at LIMIT limit_ - swept LOOP
			CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('calls', v.tenant, v.owner::text));
			PERFORM voice.voicemail_drop(v);
			swept := swept + 1;
		END LOOP;
		EXIT WHEN swept >= limit_;
	END LOOP;
	DELETE FROM voice.call_gone AS g WHERE g.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.call_gone AS o
		WHERE o.at < at_now - interval '30 days' ORDER BY o.at LIMIT limit_ FOR UPDATE SKIP LOCKED));
	RETURN swept;
END $$;
