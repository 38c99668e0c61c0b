-- past_store: makes the rows of these interactions in routing.past anew, of those that have ended. Internal.
CREATE OR REPLACE FUNCTION routing.past_store(tenants bigint[], interactions bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO routing.past AS p (tenant, interaction, started_at, channel, queue, agent, case_id, disposition, words)
	SELECT i.tenant, i.id, i.entered_at, i.channel, i.queue, i.agent, i.case_id, i.disposition,
		routing.past_words(concat_ws(' ', i.note, messaging.conversation_words(i.tenant, i.conversation)), c.number)
	FROM (SELECT DISTINCT k.tenant, k.id FROM unnest(tenants, interactions) AS k (tenant, id)) AS k
	JOIN routing.interaction AS i ON i.tenant = k.tenant AND i.id = k.id AND i.state = 'ended'
	JOIN messaging.v_conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
	ORDER BY i.tenant, i.id
	ON CONFLICT ON CONSTRAINT past_pkey DO UPDATE SET started_at = EXCLUDED.started_at, channel = EXCLUDED.channel, queue = EXCLUDED.queue,
		agent = EXCLUDED.agent, case_id = EXCLUDED.case_id, disposition = EXCLUDED.disposition, words = EXCLUDED.words;
END $$;
