-- call_back_of_2: of each organisation the first of call_back_of_3, for the release before. Read.
CREATE OR REPLACE FUNCTION presence.call_back_of_2(number text)
RETURNS TABLE (tenant bigint, agent bigint, phase text, second boolean, call text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT o.tenant, o.agent, o.phase, o.second, o.call
	FROM (SELECT DISTINCT ON (b.tenant) b.* FROM presence.call_back_of_3($1) WITH ORDINALITY AS b (tenant, agent, phase, second, call, n)
		ORDER BY b.tenant, b.n) AS o
	ORDER BY o.n
$$;
