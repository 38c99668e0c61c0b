-- nobody: keeps the explanation of a decision that found nobody (rule 27). Changes nothing else.
CREATE OR REPLACE FUNCTION routing.nobody(tenant bigint, interaction bigint, explanation jsonb)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
BEGIN
	PERFORM routing.decision_store(tenant, interaction, 'nobody', NULL, NULL,
		(SELECT i.queue FROM routing.interaction AS i
			WHERE i.tenant = nobody.tenant AND i.id = nobody.interaction), explanation);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
