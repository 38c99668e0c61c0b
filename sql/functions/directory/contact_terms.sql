-- contact_terms: what a contact is found by (directory.contact_term): words, and parts of those of scripts without spaces; extensions;
-- of a number the whole, "=" and its national form, ">" and its digits from the last to the first. A change of what it answers
-- needs a row of directory.contact_refill.
CREATE OR REPLACE FUNCTION directory.contact_terms(own text, place text, extensions text[], numbers jsonb)
RETURNS TABLE (rank smallint, term text)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT DISTINCT t.rank::smallint, t.term FROM (
		SELECT 0, w FROM directory.contact_words(own, true) AS w
		UNION ALL
		SELECT 0, p FROM directory.contact_parts(own) AS p
		UNION ALL
		SELECT 0, e FROM unnest(extensions) AS e
		UNION ALL
		SELECT 0, f.term FROM jsonb_array_elements(numbers) AS n
		CROSS JOIN LATERAL (VALUES (n.value ->> 'number'), ('=' || directory.number_national(n.value ->> 'number')), ('>' || reverse(substr(n.value ->> 'number', 2)))) AS f (term)
		UNION ALL
		SELECT 1, p FROM directory.contact_parts(place) AS p
		UNION ALL
		SELECT 1, w FROM directory.contact_words(place, true) AS w
	) AS t (rank, term)
$$;
