-- contacts_find: a page of the contacts that somebody sees: of a query, of their favourites, or all, by name. `kind_`:
-- user, service, external, personal; null: all. Each row with the cursor behind it. Nobody's personal contacts but one's
-- own are ever looked at (CT-5).
CREATE OR REPLACE FUNCTION directory.contacts_find(tenant bigint, viewer bigint, side text, q text, number text, kind_ text,
	favourites boolean, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	sides_ CONSTANT smallint := directory.contact_sides(tenant, side);
	kinds CONSTANT text[] := CASE WHEN kind_ IS NULL THEN '{user,service,external,personal}'::text[] ELSE ARRAY[kind_] END;
	words CONSTANT text[] := directory.contact_query(q, number);
BEGIN
	IF q IS NOT NULL AND words IS NULL THEN
		RETURN; -- nothing but signs
	ELSIF q IS NOT NULL THEN
		RETURN QUERY SELECT directory.contact_line(tenant, viewer, sides_, f.kind, f.ref), f.cursor
		FROM directory.contacts_found(tenant, viewer, sides_, words, kinds, favourites, after, limit_) AS f;
	ELSIF favourites THEN
		RETURN QUERY SELECT directory.contact_line(tenant, viewer, sides_, f.kind, f.ref), f.cursor
		FROM directory.contacts_liked(tenant, viewer, sides_, kinds, after, limit_) AS f;
	ELSE
		RETURN QUERY SELECT directory.contact_line(tenant, viewer, sides_, f.kind, f.ref), f.cursor
		FROM directory.contacts_listed(tenant, viewer, sides_, kinds, after, limit_) AS f;
	END IF;
END $$;
