-- schema_version: the highest migration applied, and the highest of those that take something away
-- (contract; 0: none). Expand only adds, so a daemon can live with more of those than it knows;
-- what a contract took away it may still need (consistency.md, 15). Read.
CREATE OR REPLACE FUNCTION ops.schema_version(OUT version integer, OUT contract integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	SELECT COALESCE(max(left(m.name, 4)::integer), 0),
		COALESCE(max(left(m.name, 4)::integer) FILTER (WHERE m.kind = 'contract'), 0)
	INTO version, contract
	FROM ops.migration AS m;
END $$;
