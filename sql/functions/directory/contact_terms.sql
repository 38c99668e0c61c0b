-- contact_terms: what a contact is found by (directory.contact_term).
CREATE OR REPLACE FUNCTION directory.contact_terms(own text, place text, extensions text[], numbers jsonb)
RETURNS TABLE (rank smallint, term text)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT DISTINCT t.rank::smallint, t.term FROM (
		SELECT 0, w FROM directory.contact_words(own, true) AS w
		UNION ALL
		SELECT 0, e FROM unnest(extensions) AS e
		UNION ALL
		SELECT 0, f.term FROM jsonb_array_elements(numbers) AS n
		CROSS JOIN LATERAL (VALUES (n.value ->> 'number'), ('=' || directory.number_national(n.value ->> 'number'))) AS f (term)
		UNION ALL
		SELECT 1, w FROM directory.contact_words(place, true) AS w
	) AS t (rank, term)
$$;
