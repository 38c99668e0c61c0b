-- a_status_code_held: statuses that were given this reason, counted to 1,000.
CREATE OR REPLACE FUNCTION directory.a_status_code_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'status_change', count(*) FROM (SELECT FROM presence.status_change AS c WHERE c.tenant = $1 AND c.code = $2 LIMIT 1000) AS few
$$;
