-- raw_taken: a kept call was taken again (SMS-33): what could be stored of it is, by the functions of a call that
-- comes. `reason`: something in it still can't be read, so it stays in the list. What was taken before stays so.
-- Outcomes: ok, still_unreadable, not_found. Keys: raw, command.
CREATE OR REPLACE FUNCTION sms.raw_taken(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text, id bigint,
	reason text, texts integer, known integer, receipts integer)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	told CONSTANT jsonb := jsonb_build_object('texts', texts, 'known', known, 'receipts', receipts);
	r sms.raw_inbound;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('raw', tenant, id::text));
	END IF;
	SELECT * INTO r FROM sms.raw_get(tenant, id);
	IF r.id IS NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	IF r.state = 'unparsed' THEN
		UPDATE sms.raw_inbound AS o
		SET state = CASE WHEN raw_taken.reason IS NULL THEN 'reprocessed' ELSE 'unparsed' END,
			reason = COALESCE(left(raw_taken.reason, 200), o.reason),
			reprocessed_at = CASE WHEN raw_taken.reason IS NULL THEN ops.batch_at() END
		WHERE o.at = r.at AND o.id = r.id RETURNING * INTO r;
		PERFORM ops.audit_add(tenant, actor, actor_role, 'raw_reprocess', 8, id,
			told || jsonb_build_object('resource', 'raw', 'read', raw_taken.reason IS NULL));
	END IF;
	IF raw_taken.reason IS NOT NULL AND r.state = 'unparsed' THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'still_unreadable', NULL));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', sms.raw_json(r) || told));
END $$;
