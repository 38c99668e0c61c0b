-- caller_ids: the numbers that a user may show when calling (SP-13), the default one first: their own Work number, else that of their site;
-- then those of their agent group. In PL/pgSQL, which keeps its plan: it is asked for each call.
CREATE OR REPLACE FUNCTION voice.caller_ids(tenant bigint, user_ bigint)
RETURNS TABLE (number text, source text)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN QUERY SELECT DISTINCT ON (g.rank, g.number) g.number, g.source
	FROM (SELECT DISTINCT ON (a.number) a.number, a.source, a.rank
		FROM directory.v_user AS u CROSS JOIN LATERAL (
			SELECT u.work_number AS number, 'own' AS source, 1 AS rank WHERE u.has_work AND NOT directory.number_claimed_elsewhere(u.tenant, u.work_number)
			UNION ALL
			SELECT n.number, CASE WHEN c.site_id IS NULL THEN 'group' ELSE 'site' END, CASE WHEN c.site_id IS NULL THEN 3 ELSE 2 END
			FROM voice.caller_id AS c JOIN directory.phone_number AS n ON n.tenant = c.tenant AND n.id = c.phone_number_id AND n.stage = 'claimed'
			WHERE c.tenant = $1 AND (c.site_id = u.site_id OR c.group_id = u.group_id)) AS a
		WHERE u.tenant = $1 AND u.id = $2 AND NOT u.disabled AND a.number IS NOT NULL
		ORDER BY a.number, a.rank) AS g
	ORDER BY g.rank, g.number;
END $$;
