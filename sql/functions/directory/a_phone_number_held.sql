-- a_phone_number_held: who uses a number.
CREATE OR REPLACE FUNCTION directory.a_phone_number_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT u.kind, count(*) FROM directory.phone_number AS n CROSS JOIN LATERAL directory.number_uses(n.tenant, n.number) AS u
	WHERE n.tenant = $1 AND n.id = $2 AND n.stage = 'claimed' GROUP BY u.kind
$$;
