-- numbers_erase: a customer who alone has these numbers is erased: what they said goes (voicemails, recordings), and call logs keep that there
-- was a call, not of whom; at most limit_ of each. True: nothing is left. False: more is to do, or somebody works on it. Called by messaging.
-- Waits for nobody.
CREATE OR REPLACE FUNCTION voice.numbers_erase(tenant bigint, numbers text[], limit_ integer)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v voice.voicemail;
	l record;
BEGIN
	FOR v IN SELECT r.* FROM voice.voicemail AS r WHERE r.tenant = numbers_erase.tenant AND r.number = ANY (numbers) ORDER BY r.id LIMIT limit_ LOOP
		IF NOT pg_try_advisory_xact_lock(voice.voicemail_key(v.tenant, v.owner, v.queue)) THEN
			RETURN false;
		END IF;
		PERFORM voice.voicemail_drop(v);
	END LOOP;
	PERFORM voice.recording_forget(r) FROM (SELECT x.* FROM voice.recording AS x
		WHERE x.tenant = numbers_erase.tenant AND x.number = ANY (numbers) ORDER BY x.id LIMIT limit_) AS r;
	FOR l IN SELECT r.id, r.owner FROM voice.call_log AS r WHERE r.tenant = numbers_erase.tenant AND r.number = ANY (numbers) ORDER BY r.id LIMIT limit_ LOOP
		IF NOT pg_try_advisory_xact_lock(ops.key('calls', tenant, l.owner::text)) THEN
			RETURN false;
		END IF;
		UPDATE voice.call_log AS r SET number = NULL, shown = '' WHERE r.tenant = numbers_erase.tenant AND r.id = l.id;
	END LOOP;
	RETURN NOT EXISTS (SELECT FROM voice.voicemail AS r WHERE r.tenant = numbers_erase.tenant AND r.number = ANY (numbers))
		AND NOT EXISTS (SELECT FROM voice.recording AS r WHERE r.tenant = numbers_erase.tenant AND r.number = ANY (numbers))
		AND NOT EXISTS (SELECT FROM voice.call_log AS r WHERE r.tenant = numbers_erase.tenant AND r.number = ANY (numbers));
END $$;
