-- call_back_of: the first of call_back_of_2 among these tenants (null: any), for the release before. Read.
CREATE OR REPLACE FUNCTION presence.call_back_of(number text, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, agent bigint, phase text, second boolean, call text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT b.tenant, b.agent, b.phase, b.second, b.call FROM presence.call_back_of_2($1) WITH ORDINALITY AS b (tenant, agent, phase, second, call, n)
	WHERE $2 IS NULL OR b.tenant = ANY ($2) ORDER BY b.n LIMIT 1
$$;
