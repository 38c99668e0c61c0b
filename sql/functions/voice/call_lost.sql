-- call_lost: the daemon that had this call is dead: it ends (call_over, voice_lost; SP-17), unless a later run has found it again.
-- Outcomes: ok, unchanged. Keys: call (agents, interaction and conversation it says itself).
CREATE OR REPLACE FUNCTION voice.call_lost(tenant bigint, call text, epoch bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c voice.call := voice.call_of(tenant, call);
BEGIN
	IF c.call IS NULL OR c.state = 'over' OR c.epoch <> call_lost.epoch THEN
		RETURN ops.answer(ops.mark(), 'unchanged', NULL);
	END IF;
	RETURN voice.call_over(tenant, call, 'system', 'voice_lost');
END $$;
