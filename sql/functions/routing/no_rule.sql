-- no_rule: a call has come for which no rule of its channel holds: it ends at once, with outcome no_rule (OUT); the daemon that has it tells who
-- calls. Nobody waits with music for an administrator. `revision`: of the configuration that was judged by.
-- Outcomes: ok, also again; changed: the configuration is another one by now; stale: it has not just arrived (any more); not_found.
-- Keys: interaction, conversation.
CREATE OR REPLACE FUNCTION routing.no_rule(tenant bigint, interaction bigint, revision bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	need bigint[];
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = no_rule.tenant AND r.id = no_rule.interaction;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF i.outcome = 'no_rule' THEN
		RETURN ops.answer(mark, 'ok', ops.frame(3, tenant, interaction));
	ELSIF i.state <> 'arrived' OR i.medium <> 'voice' THEN
		RETURN ops.answer(mark, 'stale', ops.frame(3, tenant, interaction));
	END IF;
	need := ARRAY[ops.key('interaction', tenant, interaction::text), messaging.key_of(tenant, i.conversation)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	ELSIF revision <> COALESCE((SELECT r.revision FROM routing.revision AS r WHERE r.tenant = no_rule.tenant), 0) THEN
		RETURN ops.answer(mark, 'changed', NULL);
	END IF;
	PERFORM routing.decision_store(tenant, interaction, 'nobody', NULL, NULL, NULL,
		jsonb_build_object('words', 'No rule of the channel holds: who calls is told that nobody can be reached.', 'revision', revision));
	PERFORM routing.interaction_close(i, 'no_rule');
	RETURN ops.answer(mark, 'ok', ops.frame(3, tenant, interaction));
END $$;
