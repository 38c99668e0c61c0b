-- fax_remove: its owner deletes a fax with its files; not one that is under way. Outcomes: ok, not_found, fax_under_way.
-- Keys: faxes (the owner), command.
CREATE OR REPLACE FUNCTION sms.fax_remove(command bytea, fingerprint bytea, tenant bigint, owner bigint, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('faxes', tenant, owner::text));
	END IF;
	-- Its file may be being stored, under another key: what was stored until now is seen below.
	PERFORM FROM sms.fax AS f WHERE f.tenant = fax_remove.tenant AND f.id = fax_remove.id AND f.owner = fax_remove.owner FOR UPDATE;
	outcome := CASE
		WHEN NOT EXISTS (SELECT FROM sms.fax AS f WHERE f.tenant = fax_remove.tenant AND f.id = fax_remove.id AND f.owner = fax_remove.owner) THEN 'not_found'
		WHEN EXISTS (SELECT FROM sms.fax_send AS s WHERE s.tenant = fax_remove.tenant AND s.fax = fax_remove.id AND s.state IN ('queued', 'sending')) THEN 'fax_under_way'
		ELSE 'ok' END;
	IF outcome = 'ok' THEN
		PERFORM messaging.fax_files_drop(tenant, id);
		DELETE FROM sms.fax AS f WHERE f.tenant = fax_remove.tenant AND f.id = fax_remove.id;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, NULL));
END $$;
