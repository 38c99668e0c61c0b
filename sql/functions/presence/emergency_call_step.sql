-- emergency_call_step: notes how a call goes on, and answers which event that is to its agent's emergency; null: none, also when
-- it was noted before, or is an answer that is told after the end, or somebody else answered. A call's end is one only where no other line is left (EM-3: a call back may be a second one).
-- Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_call_step(tenant bigint, call text, step text, at_time timestamptz)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c presence.emergency_call;
BEGIN
	UPDATE presence.emergency_call AS x
	SET answered_at = CASE step WHEN 'answered' THEN at_time ELSE x.answered_at END,
		ended_at = CASE step WHEN 'answered' THEN x.ended_at ELSE COALESCE(x.ended_at, at_time) END, version = x.version + 1,
		elsewhere = x.elsewhere OR step = 'elsewhere' AND x.call_back AND x.answered_at IS NULL,
		told_ended = CASE WHEN step <> 'answered' AND x.told_begun IS NOT NULL THEN false ELSE x.told_ended END
	WHERE x.tenant = emergency_call_step.tenant AND x.call = emergency_call_step.call
		AND (step IN ('ended', 'elsewhere') AND x.ended_at IS NULL OR step = 'answered' AND x.answered_at IS NULL
			OR step = 'elsewhere' AND x.call_back AND x.answered_at IS NULL AND NOT x.elsewhere)
	RETURNING * INTO c;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	PERFORM ops.emit_public(tenant, 21, c.id, c.version, 'emergency.' || CASE step WHEN 'elsewhere' THEN 'ended' ELSE step END, jsonb_build_object(
		'begun_at', ops.rfc3339(c.begun_at), 'answered_at', ops.rfc3339(c.answered_at), 'ended_at', ops.rfc3339(c.ended_at), 'elsewhere', c.elsewhere));
	IF step = 'answered' THEN
		RETURN CASE WHEN c.ended_at IS NOT NULL THEN NULL WHEN c.call_back THEN 'call_back_answered' ELSE 'answered' END;
	ELSIF EXISTS (SELECT FROM presence.emergency_call AS o WHERE o.tenant = c.tenant AND o.agent = c.agent AND o.ended_at IS NULL
		AND (o.answered_at IS NOT NULL OR NOT o.call_back)) THEN
		RETURN NULL;
	END IF;
	RETURN CASE WHEN c.answered_at IS NOT NULL THEN 'ended' WHEN NOT c.call_back THEN 'given_up' END;
END $$;
