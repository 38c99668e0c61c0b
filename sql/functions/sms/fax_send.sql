-- fax_send: a draft leaves: a row for each recipient, queued, before any of it does. taken: see fax_problem.
-- Outcomes: ok (body: fax_json), not_found, and those of fax_problem. Keys: faxes (the owner), command.
CREATE OR REPLACE FUNCTION sms.fax_send(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text, id bigint, taken jsonb)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	n sms.fax_number := sms.fax_number_of(tenant, owner);
	f sms.fax;
	problem text;
	at_now timestamptz := ops.clock();
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('faxes', tenant, owner::text));
	END IF;
	SELECT * INTO f FROM sms.fax AS r WHERE r.tenant = fax_send.tenant AND r.id = fax_send.id AND r.owner = fax_send.owner;
	problem := CASE WHEN f.id IS NULL THEN 'not_found' ELSE sms.fax_problem(f, n, taken) END;
	IF problem IS NULL THEN
		INSERT INTO sms.fax_send (tenant, fax, position, number, name, account, due_at, at)
		SELECT f.tenant, f.id, r.n, r.value ->> 'number', COALESCE(r.value ->> 'name', ''), n.account_id, at_now, at_now
		FROM jsonb_array_elements(f.recipients) WITH ORDINALITY AS r (value, n);
		UPDATE sms.fax AS r SET box = 'sent', number_id = n.id, from_number = n.number, at = at_now
		WHERE r.tenant = f.tenant AND r.id = f.id RETURNING * INTO f;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem IS NULL THEN sms.fax_json(f, side) END));
END $$;
