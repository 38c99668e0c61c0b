-- a_disposition_held: interactions that have this disposition, counted to 1,000: one that was used is disabled, not deleted.
CREATE OR REPLACE FUNCTION routing.a_disposition_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'interaction', count(*) FROM (SELECT FROM routing.interaction AS i WHERE i.tenant = $1 AND i.disposition = $2 LIMIT 1000) AS few
$$;
