-- call_returned: an agent has a call that their phone never took, or lost, while the caller is still there: it goes back first in line
-- with its first waiting time (chat_return), and they are not offered it again for a while, else it would come straight back.
-- `agent`: whose phone it is, where that is known; another has it by now: stale.
-- outcome: ok, also again; stale: no agent has it; moved, with the keys that are needed. Internal, called by voice. Keys: agent, conversation.
DROP FUNCTION IF EXISTS routing.call_returned(bigint, bigint, text); -- it knew not whose phone it was
CREATE OR REPLACE FUNCTION routing.call_returned(tenant bigint, interaction bigint, reason text, agent bigint, OUT outcome text, OUT keys bigint[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_returned.tenant AND r.id = call_returned.interaction;
	keys := array_remove(ARRAY[routing.interaction_key(tenant, interaction), messaging.key_of(tenant, i.conversation)], NULL);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_returned.tenant AND r.id = call_returned.interaction;
	IF i.state <> 'assigned' OR i.agent <> call_returned.agent THEN
		outcome := CASE WHEN i.state IN ('arrived', 'waiting') AND i.returned_reason = reason THEN 'ok' ELSE 'stale' END;
		RETURN;
	END IF;
	PERFORM routing.chat_return(i, reason, 'phone_lost');
	PERFORM routing.after_work(tenant, i.agent, true);
	outcome := 'ok';
END $$;
