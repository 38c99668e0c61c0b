-- call_handed: the agent who has a call leaves it to whom they brought in (SP-12). `target`: an agent of the contact center, who has the
-- interaction from now on and talks; null: anybody else: the interaction ends as 'transferred', and the call goes on until call_over.
-- Outcomes: ok, also again; stale: another agent has it, or nobody, or it is over; cannot_take with {"verdict", "detail"}.
-- Keys: call (agents and conversation it says itself).
CREATE OR REPLACE FUNCTION voice.call_handed(tenant bigint, call text, agent bigint, target bigint)
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
	told := routing.call_handed(tenant, c.interaction, agent, target);
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	ELSIF told.outcome = 'cannot_take' THEN
		RETURN ops.answer(mark, told.outcome, told.body);
	ELSIF told.outcome = 'ok' THEN
		UPDATE voice.call AS r SET state = 'talking', held_by = NULL, muted = false, offer = COALESCE(told.offer, r.offer),
			since = CASE WHEN told.offer IS NOT DISTINCT FROM r.offer THEN r.since ELSE greatest(ops.clock(), r.since + interval '1 microsecond') END, consult_state = NULL, consult_number = NULL, consult_user = NULL
		WHERE r.tenant = c.tenant AND r.call = c.call;
		PERFORM routing.call_event_amend(tenant, c.interaction);
	END IF;
	RETURN ops.answer(mark, told.outcome, NULL);
END $$;
