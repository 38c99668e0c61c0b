-- fax_read_set: a fax that came was read, or counts as new again. Outcomes: ok (body: fax_json), not_found. Keys: faxes (the owner), command.
CREATE OR REPLACE FUNCTION sms.fax_read_set(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text, id bigint, read boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	f sms.fax;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('faxes', tenant, owner::text));
	END IF;
	UPDATE sms.fax AS r SET read_at = CASE WHEN read THEN COALESCE(r.read_at, ops.clock()) END
	WHERE r.tenant = fax_read_set.tenant AND r.id = fax_read_set.id AND r.owner = fax_read_set.owner AND r.box = 'received' RETURNING r.* INTO f;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN f.id IS NULL THEN 'not_found' ELSE 'ok' END,
		CASE WHEN f.id IS NOT NULL THEN sms.fax_json(f, side) END));
END $$;
