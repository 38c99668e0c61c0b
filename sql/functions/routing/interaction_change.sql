-- interaction_change: stores a changed interaction row, raises its version and emits. The one
-- way an interaction changes. Keys: the one that covers it before and after (interaction_key).
CREATE OR REPLACE FUNCTION routing.interaction_change(row_ routing.interaction)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	former_state text;
BEGIN
	UPDATE routing.interaction AS i
	SET state = row_.state, queue = row_.queue, priority = row_.priority, skills = row_.skills,
		customer = row_.customer, agent = row_.agent, former_agent = row_.former_agent,
		returned_reason = row_.returned_reason, note_due = row_.note_due, offer = row_.offer,
		load = row_.load, assigned_at = row_.assigned_at, ended_at = row_.ended_at,
		ended_by = row_.ended_by, outcome = row_.outcome, wrap_until = row_.wrap_until,
		wrap_ended_at = row_.wrap_ended_at, closing_told = row_.closing_told,
		case_id = row_.case_id, note = row_.note, version = i.version + 1
	FROM routing.interaction AS f
	WHERE i.tenant = row_.tenant AND i.id = row_.id AND i.version = row_.version AND f.tenant = i.tenant AND f.id = i.id
	RETURNING f.state INTO former_state;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'interaction % changed without its key', row_.id USING ERRCODE = 'assert_failure';
	END IF;
	PERFORM ops.emit_public(row_.tenant, 3, row_.id, row_.version + 1,
		CASE WHEN row_.state = former_state THEN 'interaction.changed' ELSE 'interaction.' || row_.state END);
	RETURN row_.version + 1;
END $$;
