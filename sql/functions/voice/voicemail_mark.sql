-- voicemail_mark: an account has heard a voicemail, or wants it to count as new. Keys: calls (the owner), command.
-- Outcomes: ok (body: voicemail_json), not_found.
CREATE OR REPLACE FUNCTION voice.voicemail_mark(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text, id bigint, read boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	v voice.voicemail;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, owner::text));
	END IF;
	UPDATE voice.voicemail AS r SET read_at = CASE WHEN read THEN COALESCE(r.read_at, ops.clock()) END
	WHERE r.tenant = voicemail_mark.tenant AND r.id = voicemail_mark.id AND r.owner = voicemail_mark.owner AND r.side = voicemail_mark.side
	RETURNING r.* INTO v;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark,
		CASE WHEN v.id IS NULL THEN 'not_found' ELSE 'ok' END, CASE WHEN v.id IS NOT NULL THEN voice.voicemail_json(v) END));
END $$;
