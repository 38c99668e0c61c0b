-- decision_store: keeps a decision with its explanation (rule 27). Inserts only.
CREATE OR REPLACE FUNCTION routing.decision_store(tenant bigint, interaction bigint, kind text,
	agent bigint, offer bigint, queue bigint, explanation jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO routing.decision (tenant, interaction, at, kind, agent, offer, queue, explanation)
	VALUES (tenant, interaction, ops.batch_at(), kind, agent, offer, queue, explanation);
END $$;
