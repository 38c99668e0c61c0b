-- undone: a step that a person took in the router's place is audited, and stands among the interaction's decisions, each
-- with who and why (SV-3).
CREATE OR REPLACE FUNCTION routing.undone(tenant bigint, interaction bigint, actor bigint, actor_role text, action text,
	queue bigint, detail jsonb, reason text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	told jsonb := detail || jsonb_build_object('action', action, 'by', actor::text, 'reason', btrim(reason));
BEGIN
	PERFORM ops.audit_add(tenant, actor, actor_role, action, 3, interaction, told);
	PERFORM routing.decision_store(tenant, interaction, 'place', NULL, NULL, queue, told);
END $$;
