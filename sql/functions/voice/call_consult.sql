-- call_consult: the agent who has a call brings somebody into it (SP-12), or nobody any more (`state` null). `number`: what was dialled;
-- `user_`: a colleague; `as_agent`: they are asked as an agent of the contact center (RT-11).
-- Each who is to ring is judged, also where an older one still stands: its daemon may not know that it was shown.
-- Outcomes: ok, also again; stale: another agent has it, or nobody; cannot_take with {"verdict", "detail"}; not_found.
-- Keys: call (what covers the interaction it says itself).
CREATE OR REPLACE FUNCTION voice.call_consult(tenant bigint, call text, agent bigint, number text, user_ bigint, as_agent boolean, state text)
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
	ELSIF c.state = 'over' OR c.consult_state IS NULL AND state IS NULL THEN
		RETURN ops.answer(mark, CASE WHEN state IS NULL THEN 'ok' ELSE 'stale' END, NULL);
	END IF;
	told := routing.call_asked(tenant, c.interaction, agent, CASE WHEN as_agent AND (state = 'ringing' OR c.consult_state IS NULL) THEN user_ END);
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	ELSIF told.outcome = 'cannot_take' THEN
		RETURN ops.answer(mark, told.outcome, told.body);
	ELSIF told.outcome = 'ok' OR state IS NULL THEN
		UPDATE voice.call AS r SET consult_state = call_consult.state, consult_number = CASE WHEN call_consult.state IS NOT NULL THEN left(call_consult.number, 64) END,
			consult_user = CASE WHEN call_consult.state IS NOT NULL THEN user_ END
		WHERE r.tenant = c.tenant AND r.call = c.call;
		PERFORM routing.call_event_amend(tenant, c.interaction);
	END IF;
	RETURN ops.answer(mark, CASE WHEN state IS NULL THEN 'ok' ELSE told.outcome END, NULL);
END $$;
