-- contacts_cards: contacts_find, each with its whole card: actions and presence, so that a page of rows needs no second call (CT-9, CT-17).
CREATE OR REPLACE FUNCTION directory.contacts_cards(tenant bigint, viewer bigint, side text, q text, number text, kind_ text,
	favourites boolean, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT directory.card_get($1, $2, $3, split_part(f.item ->> 'id', ':', 1), split_part(f.item ->> 'id', ':', 2)::bigint), f.cursor
	FROM directory.contacts_find($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY AS f (item, cursor, n) ORDER BY f.n
$$;
