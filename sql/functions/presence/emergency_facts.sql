-- emergency_facts: an agent's facts after a rule. The five minutes run from the end of the call (EM-2). Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_facts(e presence.emergency, r presence.emergency_rule, at_time timestamptz, call text)
RETURNS presence.emergency
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF r.takes THEN
		e.work := ARRAY(SELECT o.interaction FROM routing.v_open AS o
			WHERE o.tenant = e.tenant AND o.agent = e.agent AND o.state IN ('assigned', 'wrap_up') ORDER BY o.interaction);
		e.had_interactions := e.work <> '{}';
	END IF;
	IF r.next <> e.phase THEN
		e.since := at_time;
		e.lock_ends_at := CASE WHEN r.next = 'lock' THEN at_time + interval '5 minutes' END;
	END IF;
	e.phase := r.next;
	SELECT a.number, a.answered_at INTO e.number, e.answered_at FROM presence.emergency_attempt(e.tenant, e.agent) AS a;
	e.call := COALESCE(emergency_facts.call, e.call);
	e.version := e.version + 1;
	RETURN e;
END $$;
