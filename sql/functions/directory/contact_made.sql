-- contact_made: trigger of the tables of contacts: entries and terms follow their rows. Its argument is the contacts' kind.
CREATE OR REPLACE FUNCTION directory.contact_made()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_once CONSTANT integer := 500; -- among many, finding one costs what there are
BEGIN
	PERFORM directory.contact_index(p.tenant, TG_ARGV[0], array_agg(p.id))
	FROM (SELECT m.tenant, m.id, (row_number() OVER (PARTITION BY m.tenant) - 1) / at_once AS part FROM made AS m) AS p
	GROUP BY p.tenant, p.part;
	RETURN NULL;
END $$;
