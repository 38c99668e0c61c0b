-- chat_return: an assigned chat goes back first in line, with its first waiting time; its conversation stays open
-- (RT-13). The note that says why is written at once where the batch holds the conversation's key, else by
-- routing.return_note. What an agent began goes to its channel's queue; where there is none, its channel's rules are asked
-- (queue_lost). cause 'phone_lost': they are not offered it again for a while. Keys: agent.
DROP FUNCTION IF EXISTS routing.chat_return(routing.interaction, text); -- it knew of no phones
CREATE OR REPLACE FUNCTION routing.chat_return(i routing.interaction, reason text, cause text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	holder CONSTANT bigint := i.agent;
BEGIN
	PERFORM routing.assignment_leave(i, cause);
	IF i.queue IS NULL THEN
		i := routing.channel_queue(i);
	END IF;
	i.state := CASE WHEN i.queue IS NULL THEN 'arrived' ELSE 'waiting' END;
	i.former_agent := holder;
	i.agent := NULL;
	i.offer := NULL;
	i.assigned_at := NULL;
	i.returned_reason := reason;
	i.note_due := NOT ops.keys_held(ARRAY[messaging.key_of(i.tenant, i.conversation)]);
	IF NOT i.note_due THEN
		PERFORM messaging.append_system(i.tenant, i.conversation, routing.return_text(reason));
	END IF;
	PERFORM routing.decision_store(i.tenant, i.id, 'return', holder, NULL, i.queue, jsonb_build_object('reason', reason));
	PERFORM routing.capacity_release(i, holder, false);
END $$;
