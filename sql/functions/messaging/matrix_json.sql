-- matrix_json: the matrix as pages get it. Read.
CREATE OR REPLACE FUNCTION messaging.matrix_json()
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('lines', jsonb_agg(to_jsonb(m) - 'n' ORDER BY m.n)) FROM messaging.matrix AS m);
END $$;
