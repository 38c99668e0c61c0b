-- read_set: an account has read an internal conversation, or one of its user's own texts, up to a message. From Work an agent account's own app is noted
-- apart. Who is invisible reads unseen: how far they have read is shown to others (told_seq) when they read on, being seen again. Answers how far: {conversation, seq}; 'not_found'. Keys: chat_keys (of texts the conversation's),
-- command.
CREATE OR REPLACE FUNCTION messaging.read_set(command bytea, fingerprint bytea, tenant bigint, account bigint, conversation bigint,
	seq bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.conversation := messaging.read_of(tenant, conversation, account);
	p messaging.party := messaging.party_of(tenant, conversation, account);
	keys bigint[] := CASE WHEN c.owner IS NULL THEN messaging.chat_keys(tenant, c.number) ELSE ARRAY[messaging.key_of(tenant, conversation)] END;
	most bigint := least(greatest(seq, 0), c.last_seq);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF p.account IS NULL OR p.role = 'invited' OR c.owner IS NULL AND NOT messaging.chat_read_by(c, account) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	ELSIF NOT ops.keys_held(keys) THEN
		RETURN ops.moved(keys);
	END IF;
	UPDATE messaging.party AS r
	SET told_seq = CASE WHEN read_set.account <> r.account THEN r.told_seq
			WHEN r.account < 0 AND presence.invisible(r.tenant, -r.account) THEN COALESCE(r.told_seq, r.read_seq) END,
		read_seq = CASE WHEN read_set.account = r.account THEN most ELSE r.read_seq END,
		work_seq = CASE WHEN read_set.account = r.account THEN r.work_seq ELSE most END, version = r.version + 1
	WHERE r.tenant = p.tenant AND r.conversation = p.conversation AND r.account = p.account
		AND CASE WHEN read_set.account = r.account THEN r.read_seq ELSE r.work_seq END < most
	RETURNING r.* INTO p;
	IF FOUND THEN
		PERFORM ops.emit(tenant, 16, p.id, p.version);
	ELSE
		p := messaging.party_of(tenant, conversation, account);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 16, tenant, p.id));
END $$;
