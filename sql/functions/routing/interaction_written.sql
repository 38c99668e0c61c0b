-- interaction_written: from which message on an API key reads what became of an interaction: all of it where it began it,
-- from the text by which it joined where it was there; null: the key has written nothing into it.
DROP FUNCTION IF EXISTS routing.interaction_written(bigint, bigint, bigint); -- it answered yes or no
CREATE OR REPLACE FUNCTION routing.interaction_written(tenant bigint, interaction bigint, key bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT w.from_seq FROM routing.interaction_writer AS w WHERE w.tenant = interaction_written.tenant
		AND w.interaction = interaction_written.interaction AND w.key = interaction_written.key);
END $$;
