-- desk_viewers: the Work accounts of those who see the calls of a line: the audience of its news.
CREATE OR REPLACE FUNCTION directory.desk_viewers(tenant bigint, kind text, ref bigint)
RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT array_agg(-v.viewer ORDER BY v.viewer) FROM directory.v_desk_line AS v WHERE v.tenant = $1 AND v.kind = $2 AND v.ref = $3 $$;
