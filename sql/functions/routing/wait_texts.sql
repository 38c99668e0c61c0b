-- wait_texts: an emergency has begun for an agent, or goes on (`anew` false): the customers of these interactions of theirs are to
-- be told to wait, once in an emergency, where their queue has a text for it (EM-5): also one who was told in the emergency of an agent who had it before.
-- wait_text sends it. Internal, called by presence. Keys: agent.
CREATE OR REPLACE FUNCTION routing.wait_texts(tenant bigint, agent bigint, interactions bigint[], anew boolean)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	DELETE FROM routing.wait_text AS w WHERE anew AND w.tenant = wait_texts.tenant AND w.agent = wait_texts.agent;
	INSERT INTO routing.wait_text AS w (tenant, interaction, agent)
	SELECT i.tenant, i.id, i.agent
	FROM routing.interaction AS i
	JOIN routing.queue AS q ON q.tenant = i.tenant AND q.id = i.queue AND q.emergency_text <> ''
	WHERE i.tenant = wait_texts.tenant AND i.agent = wait_texts.agent AND i.id = ANY (interactions) AND i.state = 'assigned'
		AND i.medium IN ('sms', 'chat')
	ON CONFLICT ON CONSTRAINT wait_text_pkey DO UPDATE SET agent = EXCLUDED.agent, sent_at = NULL WHERE anew AND w.agent <> EXCLUDED.agent;
END $$;
