-- offer_refused: the phone that rings for an offer refused it, or could not be reached (`cause`, as a phone says it): the next agent is
-- asked, and for this one it counts as a reject (RT-6), without penalty in an emergency (EM-1).
-- Outcomes: ok, also again; offer_ended. Keys: call (agent it says itself).
CREATE OR REPLACE FUNCTION voice.offer_refused(tenant bigint, call text, offer bigint, cause text)
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
		RETURN ops.answer(mark, 'offer_ended', NULL);
	END IF;
	told := routing.call_refused(tenant, c.interaction, offer, cause);
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	END IF;
	RETURN ops.answer(mark, told.outcome, NULL);
END $$;
