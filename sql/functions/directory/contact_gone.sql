-- contact_gone: trigger of the tables of contacts: with a contact go its entry, its terms, and its place among favourites.
CREATE OR REPLACE FUNCTION directory.contact_gone()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	DELETE FROM directory.contact_entry AS e USING gone AS g WHERE e.tenant = g.tenant AND e.kind = TG_ARGV[0] AND e.ref = g.id;
	RETURN NULL;
END $$;
