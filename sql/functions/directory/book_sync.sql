-- book_sync: a user wants the next round now: once a minute, and not before the provider's own time. Keys: contacts, command.
-- Outcomes: ok (body: book_json), not_found, not_connected, login_needed, throttled.
CREATE OR REPLACE FUNCTION directory.book_sync(command bytea, fingerprint bytea, tenant bigint, owner bigint, book bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	pause CONSTANT interval := '1 minute';
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	at_now timestamptz;
	a directory.book_account;
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	at_now := ops.clock();
	SELECT * INTO a FROM directory.book_account AS x WHERE x.tenant = book_sync.tenant AND x.owner = book_sync.owner AND x.book = book_sync.book;
	outcome := CASE WHEN a.book IS NULL AND directory.book_json(tenant, owner, book) IS NULL THEN 'not_found'
		WHEN a.book IS NULL THEN 'not_connected'
		WHEN a.state = 'login_needed' THEN 'login_needed'
		WHEN a.asked_at > at_now - pause OR a.wait_until > at_now THEN 'throttled'
		ELSE 'ok' END;
	IF outcome = 'ok' THEN
		UPDATE directory.book_account AS x SET asked_at = at_now, due_at = CASE a.state WHEN 'idle' THEN at_now ELSE x.due_at END
		WHERE x.tenant = book_sync.tenant AND x.owner = book_sync.owner AND x.book = book_sync.book;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome,
		CASE outcome WHEN 'ok' THEN directory.book_json(tenant, owner, book) END));
END $$;
