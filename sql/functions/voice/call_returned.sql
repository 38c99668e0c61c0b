-- call_returned: an agent has the interaction, but their phone never came or was lost, while the caller is still there: it goes back
-- first in line with its first waiting time, and the call waits. `reason`: phone_unanswered, phone_lost, or what a daemon says.
-- `agent`: whose phone that is; null: not known. It may come when another has the call already, who keeps it.
-- Outcomes: ok, also again; stale: no agent has it, or another one. Keys: call (agent and conversation it says itself).
DROP FUNCTION IF EXISTS voice.call_returned(bigint, text, text); -- it knew not whose phone it was
CREATE OR REPLACE FUNCTION voice.call_returned(tenant bigint, call text, reason text, agent bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.call := voice.call_of(tenant, call);
	told record;
BEGIN
	IF c.call IS NULL OR c.state = 'over' THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	told := routing.call_returned(tenant, c.interaction, left(reason, 64), NULLIF(agent, 0));
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	ELSIF told.outcome = 'ok' THEN
		UPDATE voice.call AS r SET state = 'waiting', since = greatest(ops.clock(), r.since + interval '1 microsecond'), held_by = NULL, muted = false, offer = NULL,
			consult_state = NULL, consult_number = NULL, consult_user = NULL
		WHERE r.tenant = c.tenant AND r.call = c.call AND r.state <> 'waiting';
		PERFORM routing.call_event_amend(tenant, c.interaction);
	END IF;
	RETURN ops.answer(mark, told.outcome, NULL);
END $$;
