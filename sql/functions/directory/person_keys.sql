-- person_keys: what tells that two contacts are the same person (CT-6): a normalised number or an e-mail address; who has
-- neither is known by name and company. Plain SQL: it is inlined, an import asks it thousands of times.
CREATE OR REPLACE FUNCTION directory.person_keys(item jsonb)
RETURNS TABLE (key text)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT n.value ->> 'number' FROM jsonb_array_elements(COALESCE($1 -> 'numbers', '[]')) AS n
	UNION ALL
	SELECT lower(e.value ->> 'email') FROM jsonb_array_elements(COALESCE($1 -> 'emails', '[]')) AS e
	UNION ALL
	SELECT 'name ' || lower($1 ->> 'name') || '/' || lower(COALESCE($1 ->> 'company', ''))
	WHERE COALESCE($1 -> 'numbers', '[]') = '[]' AND COALESCE($1 -> 'emails', '[]') = '[]'
$$;
