-- emergency_call_begin: an emergency call that is not known yet; one that was dialled begins the emergency. Answers whether it
-- is new. What goes with it is kept with it, and who has to know is told: by the event, and by mail what presence.emergency_mail finds untold;
-- nothing here waits for any of it. Those of the agent that ended a week ago are forgotten. Internal. Keys: agent.
DROP FUNCTION IF EXISTS presence.emergency_call_begin(bigint, bigint, text, boolean, text, timestamptz); -- knew no run
DROP FUNCTION IF EXISTS presence.emergency_call_begin(bigint, bigint, text, boolean, text, timestamptz, bigint); -- knew not what was sent
CREATE OR REPLACE FUNCTION presence.emergency_call_begin(tenant bigint, agent bigint, call text, call_back boolean, number text,
	at_time timestamptz, boot bigint, sent text, place jsonb)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	v presence.v_emergency_line;
	made bigint;
	known presence.emergency_call;
BEGIN
	SELECT * INTO v FROM presence.v_emergency_line AS x WHERE x.tenant = emergency_call_begin.tenant AND x.agent = emergency_call_begin.agent;
	INSERT INTO presence.emergency_call (tenant, call, agent, call_back, number, begun_at, boot, sent, place, told_begun)
	VALUES (tenant, call, agent, COALESCE(call_back, false), number, at_time, boot, COALESCE(emergency_call_begin.sent, v.sent),
		COALESCE(emergency_call_begin.place, v.shown, '{}'),
		CASE WHEN v.security_emails <> '{}' AND NOT COALESCE(call_back, false) THEN false END)
	ON CONFLICT ON CONSTRAINT emergency_call_pkey DO NOTHING
	RETURNING id INTO made;
	IF made IS NULL THEN
		-- a step that was stored before an earlier one: it began no later than either
		UPDATE presence.emergency_call AS x SET begun_at = at_time, version = x.version + 1
		WHERE x.tenant = emergency_call_begin.tenant AND x.call = emergency_call_begin.call AND x.begun_at > at_time RETURNING * INTO known;
		PERFORM ops.emit(tenant, 21, known.id, known.version) WHERE FOUND;
		RETURN false;
	END IF;
	DELETE FROM presence.emergency_call AS c WHERE c.tenant = emergency_call_begin.tenant AND c.agent = emergency_call_begin.agent
		AND c.ended_at < at_time - interval '7 days';
	PERFORM ops.emit_public(tenant, 21, made, 1, CASE WHEN COALESCE(call_back, false) THEN 'emergency.called_back' ELSE 'emergency.dialled' END,
		jsonb_build_object('begun_at', ops.rfc3339(at_time), 'elsewhere', false));
	IF NOT COALESCE(call_back, false) THEN
		PERFORM presence.emergency_step(tenant, agent, 'dialled', at_time, call);
	END IF;
	RETURN true;
END $$;
