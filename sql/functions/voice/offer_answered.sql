-- offer_answered: the phone that rings for an offer was picked up: its agent has the interaction, and the call is talked; of a
-- consult they are asked in, and the call stays as it is. In the page, before, it may have been accepted already.
-- Outcomes: ok, also again; offer_ended: hang that phone up. Keys: call (agent, and what covers the interaction, it says itself).
CREATE OR REPLACE FUNCTION voice.offer_answered(tenant bigint, call text, offer bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.call := voice.call_of(tenant, call);
	told record;
	clock timestamptz;
BEGIN
	IF c.call IS NULL OR c.state = 'over' THEN
		RETURN ops.answer(mark, 'offer_ended', NULL);
	END IF;
	told := routing.call_answered(tenant, c.interaction, offer);
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	ELSIF told.outcome = 'ok' AND told.kind <> 'consult' AND NOT (c.state IN ('talking', 'held') AND c.offer IS NOT DISTINCT FROM offer_answered.offer) THEN
		clock := greatest(ops.clock(), c.since + interval '1 microsecond');
		UPDATE voice.call AS r SET state = 'talking', since = clock, held_by = NULL, muted = false, offer = offer_answered.offer, answered_at = COALESCE(r.answered_at, clock),
			consult_state = NULL, consult_number = NULL, consult_user = NULL
		WHERE r.tenant = c.tenant AND r.call = c.call;
		PERFORM routing.call_touched(tenant, c.interaction);
	END IF;
	RETURN ops.answer(mark, told.outcome, NULL);
END $$;
