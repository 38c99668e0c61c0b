-- book_begin: a round of an account at an address book begins, or goes on where the one stopped that was cut off; its reader has
-- it for lease_ms, which each page begins anew. outcome: read; gone (another has it, or it is not due any more). Keys: contacts.
CREATE OR REPLACE FUNCTION directory.book_begin(tenant bigint, owner bigint, book bigint, lease_ms bigint,
	OUT outcome text, OUT claim bigint, OUT tries integer, OUT refresh bytea, OUT mark text, OUT next text, OUT country text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	a directory.book_account;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	UPDATE directory.book_account AS x SET state = 'reading', claim = x.claim + 1, tries = x.tries + 1, wait_until = NULL,
		due_at = at_now + lease_ms * interval '1 ms',
		round = CASE WHEN x.next IS NULL THEN x.round + 1 ELSE x.round END,
		whole = CASE WHEN x.next IS NULL THEN x.mark IS NULL ELSE x.whole END,
		counts = CASE WHEN x.next IS NULL THEN '{}' ELSE x.counts END
	WHERE x.tenant = book_begin.tenant AND x.owner = book_begin.owner AND x.book = book_begin.book AND x.due_at <= at_now
	RETURNING x.* INTO a;
	outcome := CASE WHEN a.book IS NULL THEN 'gone' ELSE 'read' END;
	claim := a.claim;
	tries := a.tries;
	refresh := a.refresh;
	mark := a.mark;
	next := a.next;
	country := CASE WHEN a.book IS NOT NULL THEN directory.import_country(tenant, owner) END;
END $$;
