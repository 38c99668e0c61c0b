-- fax_begin: a fax is about to be given to its provider, for lease_ms at most: `sending` is committed before the first byte leaves
-- (SMS-31). token: hash of what the provider fetches the pages with. files: how many; cover: a page of our own comes first.
-- outcome: send; gone (another has it, or it has ended). Keys: fax_send.
CREATE OR REPLACE FUNCTION sms.fax_begin(tenant bigint, id bigint, token bytea, lease_ms bigint,
	OUT outcome text, OUT claim bigint, OUT tries integer, OUT line bigint, OUT account bigint, OUT to_ text, OUT from_ text, OUT files integer, OUT cover boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	s sms.fax_send;
	f sms.fax;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('fax_send', tenant, id::text));
	END IF;
	UPDATE sms.fax_send AS r SET state = 'sending', claim = r.claim + 1, tries = r.tries + 1, token = fax_begin.token, at = at_now,
		due_at = at_now + lease_ms * interval '1 ms'
	WHERE r.tenant = fax_begin.tenant AND r.id = fax_begin.id AND r.state = 'queued' AND r.due_at <= at_now RETURNING r.* INTO s;
	outcome := CASE WHEN s.id IS NULL THEN 'gone' ELSE 'send' END;
	SELECT * INTO f FROM sms.fax AS r WHERE r.tenant = s.tenant AND r.id = s.fax;
	claim := s.claim;
	tries := s.tries;
	line := f.number_id;
	account := s.account;
	to_ := s.number;
	from_ := f.from_number;
	files := jsonb_array_length(messaging.fax_files_json(s.tenant, s.fax));
	cover := f.subject <> '' OR f.cover <> '';
END $$;
