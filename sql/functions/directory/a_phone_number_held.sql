-- a_phone_number_held: who uses a number: who has it, and the sites whose emergency calls send it.
CREATE OR REPLACE FUNCTION directory.a_phone_number_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT u.kind, count(*) FROM directory.phone_number AS n
	CROSS JOIN LATERAL (SELECT d.kind FROM directory.number_uses(n.tenant, n.number) AS d
		UNION ALL SELECT 'site' FROM directory.site AS s WHERE s.tenant = n.tenant AND s.call_back_number = n.number) AS u
	WHERE n.tenant = $1 AND n.id = $2 AND n.stage = 'claimed' GROUP BY u.kind
$$;
