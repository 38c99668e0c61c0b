-- interaction_close: ends an interaction that no agent accepted, with transcript and case all
-- the same (SMS-7). Keys: interaction, conversation.
CREATE OR REPLACE FUNCTION routing.interaction_close(i routing.interaction, outcome text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	closed record;
BEGIN
	SELECT * INTO closed FROM messaging.conversation_close(i.tenant, i.conversation, i.id, NULL, NULL, NULL);
	i.state := 'ended';
	i.ended_at := greatest(ops.clock(), i.entered_at + interval '1 microsecond');
	i.outcome := outcome;
	i.case_id := closed.case_id;
	i.customer := closed.customer;
	DELETE FROM routing.cooldown AS c WHERE c.tenant = i.tenant AND c.interaction = i.id;
	PERFORM routing.interaction_change(i);
END $$;
