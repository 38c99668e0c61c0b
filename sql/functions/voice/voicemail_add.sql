-- voicemail_add: a caller left a voicemail. The same call again changes nothing. outcome: ok; seen.
-- Keys: calls (the owner), file (the hash in hexadecimal).
CREATE OR REPLACE FUNCTION voice.voicemail_add(tenant bigint, owner bigint, side text, call text, number text, shown text, user_ bigint,
	at timestamptz, duration_ms bigint, type text, sha256 bytea, bytes bytea, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, owner::text));
	END IF;
	outcome := CASE WHEN EXISTS (SELECT FROM voice.voicemail AS v WHERE v.tenant = voicemail_add.tenant AND v.owner = voicemail_add.owner
			AND v.side = voicemail_add.side AND v.call = voicemail_add.call)
		OR EXISTS (SELECT FROM voice.call_gone AS g WHERE g.tenant = voicemail_add.tenant AND g.owner = voicemail_add.owner
			AND g.side = voicemail_add.side AND g.call = 'voicemail of ' || voicemail_add.call) THEN 'seen' ELSE 'ok' END;
	IF outcome = 'ok' THEN
		INSERT INTO voice.voicemail (tenant, owner, side, call, number, shown, user_id, at, duration_ms, type, file)
		VALUES (tenant, owner, side, call, number, COALESCE(shown, ''), user_, at, duration_ms, type, messaging.file_store(tenant, sha256, bytes));
	END IF;
END $$;
