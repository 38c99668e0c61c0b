-- book_connect: a user has logged in at an address book. session: in which they set out; it must be theirs and open still. Whoever
-- connects once more may have logged in as somebody else there: all is read again. Keys: contacts, command.
-- Outcomes: ok, not_found (the book), forbidden (the session has ended).
CREATE OR REPLACE FUNCTION directory.book_connect(command bytea, fingerprint bytea, tenant bigint, owner bigint, session bigint,
	book bigint, refresh bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	at_now timestamptz;
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	at_now := ops.clock();
	outcome := CASE WHEN NOT EXISTS (SELECT FROM presence.session AS s WHERE s.tenant = book_connect.tenant AND s.id = session
			AND s.user_id = owner AND s.revoked_at IS NULL AND s.expires_at > at_now) THEN 'forbidden'
		WHEN NOT EXISTS (SELECT FROM directory.address_book AS b WHERE b.tenant = book_connect.tenant AND b.id = book_connect.book AND NOT b.disabled) THEN 'not_found'
		ELSE 'ok' END;
	IF outcome = 'ok' THEN
		INSERT INTO directory.book_account AS a (tenant, owner, book, refresh, connected_at, due_at)
		VALUES (tenant, owner, book, refresh, at_now, at_now)
		ON CONFLICT ON CONSTRAINT book_account_pkey DO UPDATE SET refresh = excluded.refresh, connected_at = at_now, due_at = at_now,
			state = 'idle', problem = NULL, wait_until = NULL, claim = a.claim + 1, tries = 0, mark = NULL, next = NULL;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, NULL));
END $$;
