-- call_muted: the agent who has a call is muted in the contact center (SP-12), or heard again. It lasts until another talks, or nobody.
-- Outcomes: ok, also again; stale: nobody talks, or another agent has it; not_found. Keys: call (what covers the interaction it says itself).
CREATE OR REPLACE FUNCTION voice.call_muted(tenant bigint, call text, agent bigint, muted boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.call := voice.call_of(tenant, call);
	told record;
BEGIN
	IF c.call IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF c.state NOT IN ('talking', 'held') THEN
		RETURN ops.answer(mark, 'stale', NULL);
	ELSIF c.muted = call_muted.muted THEN
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	told := routing.call_asked(tenant, c.interaction, agent, NULL);
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	ELSIF told.outcome = 'ok' THEN
		UPDATE voice.call AS r SET muted = call_muted.muted WHERE r.tenant = c.tenant AND r.call = c.call;
		PERFORM routing.call_event_amend(tenant, c.interaction);
	END IF;
	RETURN ops.answer(mark, told.outcome, NULL);
END $$;
