-- media_begin: a gateway is about to fetch a file, for lease_ms at most. outcome: fetch; gone (stored, failed, erased, or
-- another fetches it). Keys: conversation.
CREATE OR REPLACE FUNCTION sms.media_begin(tenant bigint, id bigint, lease_ms bigint, OUT outcome text, OUT url text,
	OUT claim bigint, OUT tries integer, OUT account bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	m sms.media;
	at_now timestamptz := ops.clock();
BEGIN
	UPDATE sms.media AS r SET state = 'fetching', claim = r.claim + 1, tries = r.tries + 1,
		due_at = at_now + lease_ms * interval '1 ms'
	WHERE r.tenant = media_begin.tenant AND r.id = media_begin.id AND r.state <> 'failed' AND r.due_at <= at_now
	RETURNING r.* INTO m;
	outcome := CASE WHEN m.id IS NULL THEN 'gone' ELSE 'fetch' END;
	IF ops.keys_checked() AND m.id IS NOT NULL THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, m.conversation));
	END IF;
	url := m.url;
	claim := m.claim;
	tries := m.tries;
	account := m.account;
END $$;
