-- voicemail_mark: an account has heard a voicemail, or wants it to count as new (`read`); deletes it, or wants it back (`deleted`). null: as
-- it is. Keys: voicemail_key (asked), command. Outcomes: ok (body: voicemail_json), not_found.
DROP FUNCTION IF EXISTS voice.voicemail_mark(bytea, bytea, bigint, bigint, text, bigint, boolean);
CREATE OR REPLACE FUNCTION voice.voicemail_mark(command bytea, fingerprint bytea, tenant bigint, viewer bigint, viewer_role text, side text,
	id bigint, read boolean, deleted boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	need bigint[];
	v voice.voicemail;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO v FROM voice.voicemail AS r WHERE r.tenant = voicemail_mark.tenant AND r.id = voicemail_mark.id;
	IF v.id IS NULL OR NOT voice.voicemail_may(v, viewer, viewer_role, side) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	need := ARRAY[voice.voicemail_key(v.tenant, v.owner, v.queue)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	-- A deleted one can only come back, and one that is not there can't be deleted again.
	UPDATE voice.voicemail AS r SET
		read_by = CASE WHEN read IS NULL THEN r.read_by WHEN NOT read THEN NULL WHEN r.read_at IS NULL THEN viewer ELSE r.read_by END,
		read_at = CASE WHEN read IS NULL THEN r.read_at WHEN read THEN COALESCE(r.read_at, ops.clock()) END,
		deleted_at = CASE WHEN deleted IS NULL THEN r.deleted_at WHEN deleted THEN COALESCE(r.deleted_at, ops.clock()) END
	WHERE r.tenant = v.tenant AND r.id = v.id AND (r.deleted_at IS NULL OR deleted IS FALSE)
	RETURNING r.* INTO v;
	IF FOUND THEN
		PERFORM voice.mailbox_count(v);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark,
		CASE WHEN v.id IS NULL THEN 'not_found' ELSE 'ok' END, CASE WHEN v.id IS NOT NULL THEN voice.voicemail_json(v, viewer, side) END));
END $$;
