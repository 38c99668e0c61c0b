-- contact_gone: trigger of the tables of contacts: with a contact go its entry, its terms, its place among favourites, and what was merged into it, at any depth.
-- A contact that a merge removed may be restored: merges into it are kept as long as that merge.
CREATE OR REPLACE FUNCTION directory.contact_gone()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	DELETE FROM directory.contact_entry AS e USING gone AS g WHERE e.tenant = g.tenant AND e.kind = TG_ARGV[0] AND e.ref = g.id;
	IF TG_ARGV[0] NOT IN ('personal', 'external') THEN
		RETURN NULL;
	END IF;
	WITH RECURSIVE lost AS (
		SELECT g.tenant, g.id FROM gone AS g WHERE NOT EXISTS (SELECT FROM directory.merged_contact AS m
			WHERE m.tenant = g.tenant AND m.gone = g.id AND (m.owner IS NULL) = (TG_ARGV[0] = 'external'))
		UNION
		SELECT m.tenant, m.gone FROM lost AS l JOIN directory.merged_contact AS m ON m.tenant = l.tenant AND m.kept = l.id AND (m.owner IS NULL) = (TG_ARGV[0] = 'external'))
	DELETE FROM directory.merged_contact AS m USING lost AS l WHERE m.tenant = l.tenant AND m.kept = l.id AND (m.owner IS NULL) = (TG_ARGV[0] = 'external');
	RETURN NULL;
END $$;
