-- past_store: makes an interaction's row in routing.past anew, if it has ended. What can't be folded has no words: one must not hold up the others. Internal.
CREATE OR REPLACE FUNCTION routing.past_store(tenant bigint, interaction bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	i routing.interaction;
	words tsvector := '';
BEGIN
	-- Whoever erases its texts holds the row: the statements after this one see what is left.
	PERFORM FROM routing.past AS p WHERE p.tenant = past_store.tenant AND p.interaction = past_store.interaction FOR UPDATE;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = past_store.tenant AND r.id = past_store.interaction AND r.state = 'ended';
	IF NOT FOUND THEN
		RETURN;
	END IF;
	BEGIN
		words := directory.search_words(i.tenant, concat_ws(' ', i.note, messaging.conversation_words(i.tenant, i.conversation)),
			ARRAY(SELECT c.number FROM messaging.v_conversation AS c WHERE c.tenant = i.tenant AND c.id = i.conversation));
	EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
		RAISE LOG 'interaction % is found by no words: %', i.id, SQLSTATE;
	END;
	INSERT INTO routing.past AS p (tenant, interaction, started_at, ended_at, channel, queue, agent, case_id, disposition, words)
	VALUES (i.tenant, i.id, i.entered_at, i.ended_at, i.channel, i.queue, i.agent, i.case_id, i.disposition, words)
	ON CONFLICT ON CONSTRAINT past_pkey DO UPDATE SET started_at = EXCLUDED.started_at, ended_at = EXCLUDED.ended_at, channel = EXCLUDED.channel, queue = EXCLUDED.queue,
		agent = EXCLUDED.agent, case_id = EXCLUDED.case_id, disposition = EXCLUDED.disposition, words = EXCLUDED.words;
END $$;
DROP FUNCTION IF EXISTS routing.past_words(bigint, text, text); -- directory.search_words took its place
