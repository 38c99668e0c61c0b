-- book_refreshed: the provider gave another refresh token in the place of the former one. outcome: ok; gone. Keys: contacts.
CREATE OR REPLACE FUNCTION directory.book_refreshed(tenant bigint, owner bigint, book bigint, claim bigint, refresh bytea, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	UPDATE directory.book_account AS a SET refresh = book_refreshed.refresh
	WHERE a.tenant = book_refreshed.tenant AND a.owner = book_refreshed.owner AND a.book = book_refreshed.book
		AND a.claim = book_refreshed.claim AND a.state = 'reading';
	outcome := CASE WHEN FOUND THEN 'ok' ELSE 'gone' END;
END $$;
