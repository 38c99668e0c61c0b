-- contact_gone: trigger of the tables of contacts: with a contact go its entry, its terms, its place among favourites, and what was put together with it.
CREATE OR REPLACE FUNCTION directory.contact_gone()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	DELETE FROM directory.contact_entry AS e USING gone AS g WHERE e.tenant = g.tenant AND e.kind = TG_ARGV[0] AND e.ref = g.id;
	DELETE FROM directory.merged_contact AS m USING gone AS g WHERE TG_ARGV[0] IN ('personal', 'external') AND m.tenant = g.tenant AND m.kept = g.id
		AND (m.owner IS NULL) = (TG_ARGV[0] = 'external')
		AND NOT EXISTS (SELECT FROM directory.merged_contact AS o WHERE o.tenant = g.tenant AND o.gone = g.id AND (o.owner IS NULL) = (m.owner IS NULL)); -- it may come back
	RETURN NULL;
END $$;
