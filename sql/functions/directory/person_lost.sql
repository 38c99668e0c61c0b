-- person_lost: which numbers and addresses of a file's person found no place in the contact (person_more), in words; null: none.
CREATE OR REPLACE FUNCTION directory.person_lost(merged jsonb, given jsonb)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF merged @> given THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_agg(format('%s: No more are kept.', g.value ->> l.member)) FROM (VALUES ('numbers', 'number'), ('emails', 'email')) AS l (list, member)
		CROSS JOIN LATERAL jsonb_array_elements(COALESCE(given -> l.list, '[]')) AS g
		WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(merged -> l.list) AS h WHERE lower(h.value ->> l.member) = lower(g.value ->> l.member)));
END $$;
