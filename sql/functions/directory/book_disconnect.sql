-- book_disconnect: a user has an address book no more. What came from it stays, or (`go`) goes as if the book had deleted it
-- (book_gone). Keys: contacts, command. Outcomes: ok, not_found.
CREATE OR REPLACE FUNCTION directory.book_disconnect(command bytea, fingerprint bytea, tenant bigint, owner bigint, book bigint, go boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	IF go THEN
		PERFORM directory.book_gone(tenant, owner, book, ARRAY(SELECT p.uid FROM directory.book_person AS p
			WHERE p.tenant = book_disconnect.tenant AND p.owner = book_disconnect.owner AND p.book = book_disconnect.book));
	END IF;
	DELETE FROM directory.book_account AS a
	WHERE a.tenant = book_disconnect.tenant AND a.owner = book_disconnect.owner AND a.book = book_disconnect.book;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN FOUND THEN 'ok' ELSE 'not_found' END, NULL));
END $$;
