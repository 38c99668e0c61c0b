-- fax_receive: a fax came, of which the provider holds the file at url, to be fetched; once by what the provider calls it. It is whose
-- number it came to, by the line that was called where that says nothing. outcome: ok (id); seen; none (nobody has that number).
-- Keys: fax_in (account:provider_id).
CREATE OR REPLACE FUNCTION sms.fax_receive(tenant bigint, account bigint, line bigint, provider_id text, from_ text, to_ text, pages integer, url text,
	OUT outcome text, OUT id bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	n sms.fax_number;
	at_now timestamptz := ops.clock();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('fax_in', tenant, account || ':' || provider_id));
	END IF;
	SELECT * INTO n FROM sms.fax_number AS r WHERE r.tenant = fax_receive.tenant AND r.account_id = account
		AND (r.number = to_ OR (to_ IS NULL AND r.id = line));
	IF NOT FOUND THEN
		outcome := 'none';
		RETURN;
	END IF;
	INSERT INTO sms.fax (tenant, owner, box, number_id, from_number, to_number, account, provider_id, pages, fetch_state, fetch_url, due_at, at)
	VALUES (tenant, n.user_id, 'received', n.id, from_, n.number, account, provider_id, pages, 'wanted', url, at_now, at_now)
	ON CONFLICT DO NOTHING RETURNING fax.id INTO id;
	outcome := CASE WHEN id IS NULL THEN 'seen' ELSE 'ok' END;
END $$;
