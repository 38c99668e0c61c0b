-- emergency_step: the one function through which every transition goes: what presence.emergency_rule says of (phase, event) is
-- done to facts, status, gate, sessions and customers, and audited (EM-7). Answers the rule's next phase; null: it changes nothing.
-- `at_time`: when it happened; `actor`: who did it, null: a call or the clock. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_step(tenant bigint, agent bigint, event text, at_time timestamptz,
	call text DEFAULT NULL, actor bigint DEFAULT NULL, actor_role text DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	e presence.emergency := presence.emergency_stored(tenant, agent, at_time);
	r presence.emergency_rule;
	former text := e.phase;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	SELECT * INTO r FROM presence.emergency_rule AS x WHERE x.phase = e.phase AND x.event = emergency_step.event;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	e := presence.emergency_facts(e, r, at_time, call);
	e.session_ends_at := presence.sessions_prolong(e);
	INSERT INTO presence.emergency SELECT e.*
	ON CONFLICT ON CONSTRAINT emergency_pkey DO UPDATE SET phase = e.phase, since = e.since, lock_ends_at = e.lock_ends_at,
		session_ends_at = e.session_ends_at, had_interactions = e.had_interactions, work = e.work, call = e.call, number = e.number,
		answered_at = e.answered_at, version = e.version;
	PERFORM ops.audit_add(tenant, actor, COALESCE(actor_role, 'rule'), 'emergency', 1, agent, jsonb_strip_nulls(jsonb_build_object('before', former,
		'after', e.phase, 'event', event, 'at', ops.rfc3339(at_time), 'call', call)));
	PERFORM presence.emergency_status(e, r.status);
	PERFORM presence.emergency_gate(e);
	IF r.takes THEN
		PERFORM routing.wait_texts(tenant, agent, e.work, former = 'normal');
	END IF;
	RETURN e.phase;
END $$;
