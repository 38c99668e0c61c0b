-- person_lost: numbers, addresses and ids of a file's person that found no place in the contact (person_merged), in words; null: none.
CREATE OR REPLACE FUNCTION directory.person_lost(merged jsonb, given jsonb)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF merged @> given THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_agg(format('%s: No more are kept.', lost.word)) FROM (
		SELECT g.value ->> l.member FROM (VALUES ('numbers', 'number'), ('emails', 'email')) AS l (list, member)
		CROSS JOIN LATERAL jsonb_array_elements(COALESCE(given -> l.list, '[]')) AS g
		WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(merged -> l.list) AS h WHERE directory.entry_key(h.value, l.member) = directory.entry_key(g.value, l.member))
		UNION ALL
		SELECT 'Id ' || substr(k.value, length('uid ') + 1) FROM jsonb_array_elements_text(COALESCE(given -> 'known_by', '[]')) AS k (value) WHERE NOT merged -> 'known_by' ? k.value) AS lost (word));
END $$;
