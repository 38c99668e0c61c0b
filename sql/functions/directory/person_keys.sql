-- person_keys: the keys by which two contacts are found to be one person (CT-6, decision 104), in files and address books alike. `same`: contacts that
-- have this key in common are the same: an id of the source, or a number or an address with the name; a contact with neither number nor address has its name
-- and company. Not `same`: a number or an address alone, as of a switchboard or info@: they may be the same. Case does not count. An id of less than
-- 8 bytes is none: "UID:1" is written by more than one program. Plain SQL: it is inlined, an import calls it thousands of times.
DROP FUNCTION IF EXISTS directory.person_keys(jsonb); -- it told of no `same`
CREATE FUNCTION directory.person_keys(item jsonb)
RETURNS TABLE (key text, same boolean)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT k.value, true FROM jsonb_array_elements_text(COALESCE($1 -> 'known_by', '[]')) AS k (value) WHERE k.value NOT LIKE 'uid %' OR octet_length(k.value) >= 12
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
