-- call_over: the caller's side is gone, or the call was ended. Nobody had it: the customer left (ABN), but for what we did ourselves
-- (to_voicemail, voice_lost, failed: OUT, with that outcome). An agent had it: its conversation closes and wrap-up begins, with outcome 'ended' or
-- the cause. In wrap-up, or ended, already: only the call is closed. Nothing is kept of who called.
-- `cause`: normal, ended_by_agent_phone, voice_lost, media_timeout, to_voicemail, failed, or what a daemon says.
-- `agent`: who ended it by hanging up, where somebody did; not theirs any more, it goes on. Null: it ends, whosever it is.
-- Outcomes: ok, also again; stale: not that agent's; not_found. Keys: call (agents, interaction and conversation it says itself).
DROP FUNCTION IF EXISTS voice.call_over(bigint, text, text, text); -- it knew not who hung up
CREATE OR REPLACE FUNCTION voice.call_over(tenant bigint, call text, by text, cause text, agent bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.call := voice.call_of(tenant, call);
	why CONSTANT text := COALESCE(NULLIF(left(cause, 64), ''), 'normal');
	told record;
BEGIN
	IF c.call IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF c.state = 'over' THEN
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	told := routing.call_over(tenant, c.interaction, why NOT IN ('to_voicemail', 'voice_lost', 'failed'), CASE why WHEN 'normal' THEN 'ended' ELSE why END,
		call_over.agent);
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	ELSIF told.outcome = 'stale' THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	UPDATE voice.call AS r SET state = 'over', since = greatest(ops.clock(), r.since + interval '1 microsecond'),
		ended_at = greatest(ops.clock(), r.since + interval '1 microsecond'), held_by = NULL, muted = false, "by" = call_over."by", cause = why,
		number = NULL, shown = '', consult_state = NULL, consult_number = NULL, consult_user = NULL
	WHERE r.tenant = c.tenant AND r.call = c.call;
	DELETE FROM voice.listener AS l WHERE l.tenant = c.tenant AND l.call = c.call;
	PERFORM routing.call_event_amend(tenant, c.interaction);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
