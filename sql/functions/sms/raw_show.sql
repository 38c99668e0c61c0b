-- raw_show: a call that could not be read, with its bytes: who looked is in the audit log. The bytes of one to a user's own number are
-- shown to nobody (CT-16). The answer is not kept, a
-- repeated command reads again. Outcomes: ok, not_found. Keys: raw, command.
CREATE OR REPLACE FUNCTION sms.raw_show(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	r sms.raw_inbound;
	shown jsonb;
BEGIN
	IF seen.outcome IS NOT NULL AND seen.outcome <> 'ok' THEN
		RETURN seen;
	END IF;
	SELECT * INTO r FROM sms.raw_get(tenant, id);
	IF r.id IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	shown := sms.raw_json(r);
	IF EXISTS (SELECT FROM directory.v_any_channel AS c WHERE c.tenant = r.tenant AND c.id = r.channel AND c.user_id IS NOT NULL) THEN
		r.raw := NULL;
	ELSIF seen.outcome IS NULL THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'raw_show', 8, id, '{"resource": "raw"}');
		PERFORM ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', NULL));
	END IF;
	RETURN ops.answer(mark, 'ok', shown || jsonb_build_object('raw', translate(encode(r.raw, 'base64'), E'\n', '')));
END $$;
