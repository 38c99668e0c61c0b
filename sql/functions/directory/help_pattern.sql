-- help_pattern: the regular expression of what is dialled for help in these countries (ISO 3166): a call to an extension that it fits would go
-- to the emergency service (voiced/core/dial.c), in many countries whatever digits follow. The countries' own numbers, those that mobile
-- phones know everywhere, and those that the organisation has added. Read.
CREATE OR REPLACE FUNCTION directory.help_pattern(tenant bigint, countries text[])
RETURNS text
LANGUAGE plpgsql STABLE -- keeps its plan
AS $$
BEGIN
	RETURN (SELECT '^(?:' || string_agg(p.one, '|') || ')' FROM (
		SELECT n.number || '$' FROM directory.tenant AS t CROSS JOIN LATERAL unnest('{000,112,911,999}'::text[] || t.emergency_numbers) AS n (number)
		WHERE t.id = $1 AND n.number ~ '^[0-9]+$'
		UNION
		SELECT h.head || CASE WHEN h.more THEN '' ELSE '$' END FROM directory.emergency_heads() AS h WHERE h.country = ANY (countries)) AS p (one));
END $$;
