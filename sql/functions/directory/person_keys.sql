-- person_keys: by what two contacts are found to be one person (CT-6, decision 104): files and address books alike. `same`: who has one key
-- in common is the same: an id of the source, or a number or an address and the name; who has neither number nor address is known by name and
-- company. Not `same`: a number or an address alone, which is a switchboard's or info@ as well: they may be one. Letters' case is none.
-- Plain SQL: it is inlined, an import asks it thousands of times.
DROP FUNCTION IF EXISTS directory.person_keys(jsonb); -- it told of no `same`
CREATE FUNCTION directory.person_keys(item jsonb)
RETURNS TABLE (key text, same boolean)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT k.value, true FROM jsonb_array_elements_text(COALESCE($1 -> 'known_by', '[]')) AS k (value)
	UNION ALL
	SELECT (n.value ->> 'number') || m.more, m.more <> '' FROM jsonb_array_elements(COALESCE($1 -> 'numbers', '[]')) AS n
		CROSS JOIN LATERAL (VALUES (''), (' ' || lower(normalize($1 ->> 'name') COLLATE "und-x-icu"))) AS m (more)
	UNION ALL
	SELECT lower(e.value ->> 'email') || m.more, m.more <> '' FROM jsonb_array_elements(COALESCE($1 -> 'emails', '[]')) AS e
		CROSS JOIN LATERAL (VALUES (''), (' ' || lower(normalize($1 ->> 'name') COLLATE "und-x-icu"))) AS m (more)
	UNION ALL
	SELECT 'name ' || lower(normalize($1 ->> 'name') COLLATE "und-x-icu") || '/' || lower(normalize(COALESCE($1 ->> 'company', '')) COLLATE "und-x-icu"), true
	WHERE COALESCE($1 -> 'numbers', '[]') = '[]' AND COALESCE($1 -> 'emails', '[]') = '[]'
$$;
