-- fax_fetch_begin: the file of a fax that came is about to be fetched, for lease_ms at most. outcome: fetch; gone. Keys: fax.
CREATE OR REPLACE FUNCTION sms.fax_fetch_begin(tenant bigint, id bigint, lease_ms bigint,
	OUT outcome text, OUT claim bigint, OUT tries integer, OUT line bigint, OUT account bigint, OUT url text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	f sms.fax;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('fax', tenant, id::text));
	END IF;
	UPDATE sms.fax AS r SET fetch_claim = r.fetch_claim + 1, fetch_tries = r.fetch_tries + 1, due_at = at_now + lease_ms * interval '1 ms'
	WHERE r.tenant = fax_fetch_begin.tenant AND r.id = fax_fetch_begin.id AND r.fetch_state = 'wanted' AND r.due_at <= at_now RETURNING r.* INTO f;
	outcome := CASE WHEN f.id IS NULL THEN 'gone' ELSE 'fetch' END;
	claim := f.fetch_claim;
	tries := f.fetch_tries;
	line := f.number_id;
	account := f.account;
	url := f.fetch_url;
END $$;
