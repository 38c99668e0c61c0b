-- emergency_call: what became of an emergency call, told by the daemon that carries it, when it happens or later from its
-- journal (consistency.md, 10). A step that is told again, or late, changes nothing.
-- call_back: the service calls the agent; one that is for several is a call of each. step: began (dialled, or a call back rings), answered, ended (given up, dropped, silent
-- as well), elsewhere (of a call back: somebody else answered it, so it is over for this agent). at_time: when, in the database's time; null: now. boot: the run that carries it, by which emergency_calls_lost finds it. sent, place: the
-- number and the address that went with it; null: what goes with one of now. A lock runs from the end of the last of their calls, in whatever
-- order the ends are told (EM-2); so is whether anybody answered (emergency_attempt). A call that is known goes on to its end also where its agent has no seat any more. Keys: agent.
-- Outcomes: ok, unchanged (body: the agent's emergency); invalid (no such step, or another agent's call); not_found.
DROP FUNCTION IF EXISTS presence.emergency_call(bigint, bigint, text, boolean, text, text, timestamptz); -- knew no run
DROP FUNCTION IF EXISTS presence.emergency_call(bigint, bigint, text, boolean, text, text, timestamptz, bigint); -- knew not what was sent
CREATE OR REPLACE FUNCTION presence.emergency_call(tenant bigint, agent bigint, call text, call_back boolean, number text, step text,
	at_time timestamptz, boot bigint DEFAULT NULL, sent text DEFAULT NULL, place jsonb DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	clock timestamptz;
	happened timestamptz;
	stood boolean;
	event text;
	changed boolean;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	clock := ops.clock();
	happened := LEAST(COALESCE(at_time, clock), clock);
	IF NOT EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = emergency_call.tenant AND u.id = emergency_call.agent AND u.has_seat)
		AND NOT EXISTS (SELECT FROM presence.emergency_call AS c
			WHERE c.tenant = emergency_call.tenant AND c.call = emergency_call.call AND c.agent = emergency_call.agent) THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF step IS NULL OR step NOT IN ('began', 'answered', 'ended', 'elsewhere') OR EXISTS (SELECT FROM presence.emergency_call AS c
		WHERE c.tenant = emergency_call.tenant AND c.call = emergency_call.call AND c.agent <> emergency_call.agent) THEN
		RETURN ops.answer(mark, 'invalid', NULL);
	END IF;
	PERFORM presence.emergency_catch_up(tenant, agent, happened);
	stood := NOT presence.emergency_call_begin(tenant, agent, call, call_back, number, happened, boot, sent, place);
	event := presence.emergency_call_step(tenant, call, step, happened);
	IF event IN ('ended', 'given_up') THEN
		happened := (SELECT max(c.ended_at) FROM presence.emergency_call AS c WHERE c.tenant = emergency_call.tenant
			AND c.agent = emergency_call.agent AND (c.answered_at IS NOT NULL OR NOT c.call_back));
	END IF;
	PERFORM presence.emergency_step(tenant, agent, event, happened, call) WHERE event IS NOT NULL;
	PERFORM presence.emergency_catch_up(tenant, agent, clock);
	-- what no step has stored: an answer that is told after the end, or of a second line
	UPDATE presence.emergency AS e SET number = a.number, answered_at = a.answered_at, version = e.version + 1
	FROM presence.emergency_attempt(emergency_call.tenant, emergency_call.agent) AS a
	WHERE e.tenant = emergency_call.tenant AND e.agent = emergency_call.agent AND (e.number, e.answered_at) IS DISTINCT FROM (a.number, a.answered_at);
	changed := FOUND;
	PERFORM presence.gate_tell(tenant, agent) WHERE changed;
	RETURN ops.answer(mark, CASE WHEN stood AND event IS NULL AND NOT changed THEN 'unchanged' ELSE 'ok' END,
		presence.emergency_json(tenant, agent));
END $$;
