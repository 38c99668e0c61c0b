-- interaction_written: whether an API key began an interaction or wrote into it: then it reads what became of it.
CREATE OR REPLACE FUNCTION routing.interaction_written(tenant bigint, interaction bigint, key bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM routing.interaction_writer AS w WHERE w.tenant = interaction_written.tenant
		AND w.interaction = interaction_written.interaction AND w.key = interaction_written.key);
END $$;
