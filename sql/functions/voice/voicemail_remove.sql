-- voicemail_remove: an account deletes a voicemail. Keys: calls (the owner), command. Outcomes: ok, not_found.
CREATE OR REPLACE FUNCTION voice.voicemail_remove(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text, id bigint)
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
	SELECT * INTO v FROM voice.voicemail AS r WHERE r.tenant = voicemail_remove.tenant AND r.id = voicemail_remove.id
		AND r.owner = voicemail_remove.owner AND r.side = voicemail_remove.side;
	IF FOUND THEN
		INSERT INTO voice.call_gone (tenant, owner, side, call, at) VALUES (v.tenant, v.owner, v.side, left('voicemail of ' || v.call, 200), ops.clock())
		ON CONFLICT DO NOTHING;
		PERFORM voice.voicemail_drop(v);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN v.id IS NULL THEN 'not_found' ELSE 'ok' END, NULL));
END $$;
