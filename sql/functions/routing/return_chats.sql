-- return_chats: every open chat of an agent goes back first in line, with its first waiting
-- time (chat_return, RT-13). A call is never taken from somebody whose page is gone: they may talk on; where they log out themselves, or
-- a supervisor logs them out, it ends (linked_end). Wrap-ups end, callbacks that they took wait for another. Answers how many went back. A transfer of it that is being asked goes
-- on: who accepts gets it, unless the router finds somebody first (offer_make). Internal, called by presence.
-- Keys: agent.
CREATE OR REPLACE FUNCTION routing.return_chats(tenant bigint, agent bigint, reason text)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	returned integer := 0;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	FOR i IN SELECT * FROM routing.interaction AS r
		WHERE r.tenant = return_chats.tenant AND r.agent = return_chats.agent AND r.state IN ('assigned', 'wrap_up')
		ORDER BY r.id
	LOOP
		IF i.state = 'wrap_up' THEN
			PERFORM routing.wrap_up_finish(i);
			CONTINUE;
		ELSIF i.medium = 'voice' THEN
			UPDATE routing.interaction AS r SET end_due = true
			WHERE r.tenant = i.tenant AND r.id = i.id AND reason IN ('logged_out', 'supervisor');
			CONTINUE;
		END IF;
		PERFORM routing.chat_return(i, reason);
		returned := returned + 1;
	END LOOP;
	PERFORM routing.callbacks_return(tenant, agent);
	RETURN returned;
END $$;
