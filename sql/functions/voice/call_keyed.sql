-- call_keyed: the agent who has a call has pressed keys in the contact center (SP-12). total: all keys that were pressed on it so far; which they
-- were nobody tells. Outcomes: ok, also again; stale: nobody talks, or another agent has it; not_found. Keys: call (what covers the interaction it
-- says itself).
CREATE OR REPLACE FUNCTION voice.call_keyed(tenant bigint, call text, agent bigint, total integer)
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
	ELSIF c.keys >= call_keyed.total THEN
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	told := routing.call_asked(tenant, c.interaction, agent, NULL);
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	ELSIF told.outcome = 'ok' THEN
		UPDATE voice.call AS r SET keys = call_keyed.total, keyed_at = ops.clock() WHERE r.tenant = c.tenant AND r.call = c.call;
		PERFORM routing.call_event_amend(tenant, c.interaction);
	END IF;
	RETURN ops.answer(mark, told.outcome, NULL);
END $$;
