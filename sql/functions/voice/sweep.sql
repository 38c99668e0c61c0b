-- sweep: forgets calls, voicemails and recordings (such as have no file: recordings_due) that are older than their tenant keeps them, and what is remembered of
-- deleted ones for 30 days, voicemails a day after they were deleted, the sounds of queues that are gone, and what has ended of those under way, a day later; of
-- customers' calls for queues when the call log would. At most limit_ rows in all; answers how many, so that a full answer means that there may be more. Waits for
-- nobody.
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
	sound voice.greeting;
BEGIN
	FOR t IN SELECT r.id, r.call_log_days, r.voicemail_days, r.recording_days FROM directory.v_tenant AS r LOOP
		DELETE FROM voice.call_log AS l WHERE l.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.call_log AS o
			WHERE o.tenant = t.id AND o.began_at < at_now - make_interval(days => t.call_log_days) ORDER BY o.began_at LIMIT limit_ - swept
			FOR UPDATE SKIP LOCKED));
		GET DIAGNOSTICS gone = ROW_COUNT;
		swept := swept + gone;
		DELETE FROM voice.recording AS l WHERE l.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.recording AS o
			WHERE o.tenant = t.id AND o.file IS NULL AND o.at < at_now - make_interval(days => t.recording_days) ORDER BY o.at LIMIT limit_ - swept
			FOR UPDATE SKIP LOCKED));
		GET DIAGNOSTICS gone = ROW_COUNT;
		swept := swept + gone;
		DELETE FROM voice.call AS l WHERE l.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.call AS o
			WHERE o.state = 'over' AND o.tenant = t.id AND o.ended_at < at_now - make_interval(days => t.call_log_days) ORDER BY o.ended_at
			LIMIT limit_ - swept FOR UPDATE SKIP LOCKED));
		GET DIAGNOSTICS gone = ROW_COUNT;
		swept := swept + gone;
		FOR v IN SELECT r.* FROM voice.voicemail AS r
			WHERE r.tenant = t.id AND r.at < at_now - make_interval(days => t.voicemail_days) ORDER BY r.at LIMIT limit_ - swept LOOP
			CONTINUE WHEN NOT pg_try_advisory_xact_lock(voice.voicemail_key(v.tenant, v.owner, v.queue));
			PERFORM voice.voicemail_drop(v);
			swept := swept + 1;
		END LOOP;
		EXIT WHEN swept >= limit_;
	END LOOP;
	FOR v IN SELECT r.* FROM voice.voicemail AS r WHERE r.deleted_at < at_now - interval '1 day' ORDER BY r.deleted_at LIMIT limit_ - swept LOOP
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(voice.voicemail_key(v.tenant, v.owner, v.queue));
		PERFORM voice.voicemail_drop(v);
		swept := swept + 1;
	END LOOP;
	FOR sound IN SELECT r.* FROM voice.greeting AS r WHERE r.queue IS NOT NULL
		AND NOT EXISTS (SELECT FROM routing.v_queue AS q WHERE q.tenant = r.tenant AND q.id = r.queue) LIMIT limit_ - swept LOOP
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(voice.voicemail_key(sound.tenant, sound.owner, sound.queue));
		DELETE FROM voice.greeting AS r WHERE r.tenant = sound.tenant AND r.queue = sound.queue AND r.use = sound.use
			RETURNING r.* INTO sound;
		CONTINUE WHEN NOT FOUND;
		PERFORM messaging.file_release(sound.tenant, sound.file);
		swept := swept + 1;
	END LOOP;
	DELETE FROM voice.leg AS l WHERE l.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.leg AS o
		WHERE (o.state = 'ended' OR o.lost) AND o.since < at_now - interval '1 day' ORDER BY o.since LIMIT limit_ - swept FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS gone = ROW_COUNT;
	swept := swept + gone;
	DELETE FROM voice.run AS r WHERE r.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.run AS o
		WHERE o.began_at < at_now - interval '1 day' AND NOT EXISTS (SELECT FROM voice.leg AS l WHERE l.epoch = o.epoch)
			AND NOT EXISTS (SELECT FROM voice.call AS c WHERE c.epoch = o.epoch AND c.state <> 'over')
			AND NOT EXISTS (SELECT FROM voice.call_log AS l WHERE l.epoch = o.epoch AND l.ended_at IS NULL)
			AND NOT EXISTS (SELECT FROM ops.instance_list() AS i WHERE i.boot = o.boot)
		ORDER BY o.began_at LIMIT limit_ - swept FOR UPDATE OF o SKIP LOCKED));
	GET DIAGNOSTICS gone = ROW_COUNT;
	swept := swept + gone;
	DELETE FROM voice.listening AS l WHERE l.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.listening AS o
		WHERE o.at < at_now - interval '1 day' ORDER BY o.at LIMIT limit_ - swept FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS gone = ROW_COUNT;
	swept := swept + gone;
	DELETE FROM voice.call_gone AS g WHERE g.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.call_gone AS o
		WHERE o.at < at_now - interval '30 days' ORDER BY o.at LIMIT limit_ - swept FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS gone = ROW_COUNT;
	swept := swept + gone;
	RETURN swept;
END $$;
