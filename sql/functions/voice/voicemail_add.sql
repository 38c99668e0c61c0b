-- voicemail_add: a caller left a message: for somebody, or for a queue. The same call again changes nothing. `bytes`: sealed for `place`
-- (null: not sealed); `cut_off`: its end is missing. Outcomes: ok; seen; gone: told late, who called is erased, nothing is to be kept of it; not_found:
-- nobody has such a mailbox (any more).
-- Keys: voicemail_key, file (the hash in hexadecimal).
DROP FUNCTION IF EXISTS voice.voicemail_add(bigint, bigint, text, text, text, text, bigint, timestamptz, bigint, text, bytea, bytea);
DROP FUNCTION IF EXISTS voice.voicemail_add(bigint, bigint, text, text, text, text, bigint, timestamptz, bigint, text, bytea, bytea, text,
	bigint, bigint);
CREATE OR REPLACE FUNCTION voice.voicemail_add(tenant bigint, owner bigint, side text, call text, number text, shown text, user_ bigint,
	at timestamptz, duration_ms bigint, type text, sha256 bytea, bytes bytea, place text DEFAULT NULL, queue bigint DEFAULT NULL,
	interaction bigint DEFAULT NULL, cut_off boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	known CONSTANT text := CASE WHEN number ~ '^\+?[0-9*#]{1,20}$' THEN number END;
	v voice.voicemail;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(voice.voicemail_key(tenant, owner, queue));
	END IF;
	IF EXISTS (SELECT FROM voice.voicemail AS r WHERE r.tenant = voicemail_add.tenant AND r.call = voicemail_add.call
			AND (r.owner = voicemail_add.owner AND r.side = voicemail_add.side OR r.queue = voicemail_add.queue))
		OR EXISTS (SELECT FROM voice.call_gone AS g WHERE g.tenant = voicemail_add.tenant AND g.owner = voicemail_add.owner
			AND g.side = voicemail_add.side AND g.call = 'voicemail of ' || voicemail_add.call) THEN
		RETURN ops.answer(mark, 'seen', NULL);
	ELSIF EXISTS (SELECT FROM routing.v_interaction AS i JOIN messaging.v_conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
			WHERE i.tenant = voicemail_add.tenant AND i.id = voicemail_add.interaction AND c.erased_at IS NOT NULL) THEN
		RETURN ops.answer(mark, 'gone', NULL);
	ELSIF NOT EXISTS (SELECT FROM directory.v_user AS u WHERE u.tenant = voicemail_add.tenant AND u.id = voicemail_add.owner)
		AND NOT EXISTS (SELECT FROM routing.v_queue AS q WHERE q.tenant = voicemail_add.tenant AND q.id = voicemail_add.queue) THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	INSERT INTO voice.voicemail (tenant, owner, side, call, number, shown, user_id, at, duration_ms, type, file, place, queue, interaction,
		cut_off)
	VALUES (tenant, owner, side, call, known, left(COALESCE(shown, ''), 80), user_, at, duration_ms, type,
		messaging.file_store(tenant, sha256, bytes), place, queue, interaction, cut_off)
	RETURNING * INTO v;
	PERFORM voice.mailbox_count(v);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
