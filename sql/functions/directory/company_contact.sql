-- company_contact: who of the company's directory, as the Work side sees it, has a number; nobody's personal contacts. For what several
-- people are shown alike.
CREATE OR REPLACE FUNCTION directory.company_contact(tenant bigint, number text)
RETURNS TABLE (contact text, name text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.kind || ':' || c.ref, e.item ->> 'name'
	FROM directory.contacts_of_number($1, 0, $2) WITH ORDINALITY AS c (kind, ref, n)
	JOIN directory.contact_entry AS e ON e.tenant = $1 AND e.kind = c.kind AND e.ref = c.ref
	WHERE directory.contact_seen($1, 0, directory.contact_sides($1, 'work'), c.kind, c.ref)
	ORDER BY c.n LIMIT 1
$$;
