-- greeting_set: a Work user's own greeting, or a queue's sound of this use; `bytes` (sealed for `place`) null: the standard words again.
-- Keys: voicemail_key, file (the hash in hexadecimal), command. Outcomes: ok (body: greeting_json); not_found: no such queue of calls.
DROP FUNCTION IF EXISTS voice.greeting_set(bytea, bytea, bigint, bigint, bigint, text, bytea, bytea);
DROP FUNCTION IF EXISTS voice.greeting_set(bytea, bytea, bigint, bigint, bigint, text, bytea, bytea, bigint);
CREATE OR REPLACE FUNCTION voice.greeting_set(command bytea, fingerprint bytea, tenant bigint, owner bigint, duration_ms bigint, place text,
	sha256 bytea, bytes bytea, queue bigint, use text DEFAULT 'voicemail')
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	former bigint;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(voice.voicemail_key(tenant, owner, queue));
	END IF;
	IF voice.greeting_json(tenant, owner, queue, use) IS NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	DELETE FROM voice.greeting AS g WHERE g.tenant = greeting_set.tenant
		AND (g.owner = greeting_set.owner OR g.queue = greeting_set.queue) AND g.use = greeting_set.use RETURNING g.file INTO former;
	IF bytes IS NOT NULL THEN
		INSERT INTO voice.greeting (tenant, owner, queue, use, file, place, duration_ms, at)
		VALUES (tenant, owner, queue, use, messaging.file_store(tenant, sha256, bytes), place, duration_ms, ops.clock());
	END IF;
	IF former IS NOT NULL THEN
		PERFORM messaging.file_release(tenant, former);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', voice.greeting_json(tenant, owner, queue, use)));
END $$;
