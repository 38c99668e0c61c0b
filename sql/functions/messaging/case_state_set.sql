-- case_state_set: closes a case, or opens it again: with its history, event and audit log. `k`: as it stands. Internal. Keys: case, customer or customer_number (its); of a case
-- that the same call has made none.
CREATE OR REPLACE FUNCTION messaging.case_state_set(k messaging.case_, state text, actor bigint, actor_role text, note text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := greatest(ops.clock(), k.created_at);
BEGIN
	UPDATE messaging.case_ AS r
	SET state = case_state_set.state, version = r.version + 1,
		closed_at = CASE case_state_set.state WHEN 'closed' THEN clock END,
		closed_by = CASE case_state_set.state WHEN 'closed' THEN actor END,
		reopened_at = CASE case_state_set.state WHEN 'open' THEN clock ELSE r.reopened_at END,
		reopened_by = CASE case_state_set.state WHEN 'open' THEN actor ELSE r.reopened_by END
	WHERE r.tenant = k.tenant AND r.id = k.id AND r.version = k.version;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'case % changed without its key', k.id USING ERRCODE = 'assert_failure';
	END IF;
	PERFORM messaging.case_emit(k.tenant, k.id, CASE state WHEN 'closed' THEN 'case.closed' ELSE 'case.reopened' END);
	INSERT INTO messaging.case_change (tenant, case_id, version, state, at, actor, note)
	VALUES (k.tenant, k.id, k.version + 1, state, clock, actor, note);
	PERFORM ops.audit_add(k.tenant, actor, actor_role, CASE state WHEN 'closed' THEN 'case_close' ELSE 'case_reopen' END, 9,
		COALESCE(k.customer, 0), jsonb_build_object('case', k.id::text, 'number', k.number));
END $$;
