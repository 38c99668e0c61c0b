-- interaction_change: stores a changed interaction row, raises its version and emits. The one
-- way an interaction changes. new_state: it has another state than before, and integrators are told that one;
-- false: something else of it changed; `type`: another word for it; `first`: that of an event before it, of the same version. That it is
-- to end (linked_end) holds for the agent who has it: not where it goes back to a queue or to another. The caller has read the former row
-- and says it: the row is not read again.
-- Keys: the one that covers it before and after (interaction_key).
DROP FUNCTION IF EXISTS routing.interaction_change(routing.interaction); -- it did not know what to tell
DROP FUNCTION IF EXISTS routing.interaction_change(routing.interaction, boolean); -- nor a word of its own
DROP FUNCTION IF EXISTS routing.interaction_change(routing.interaction, boolean, text); -- nor another before it
CREATE OR REPLACE FUNCTION routing.interaction_change(row_ routing.interaction, new_state boolean DEFAULT true,
	type text DEFAULT NULL, first text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	id CONSTANT bigint := row_.id;
	kept jsonb;
BEGIN
	UPDATE routing.interaction AS i
	SET state = row_.state, queue = row_.queue, priority = row_.priority, skills = row_.skills,
		customer = row_.customer, agent = row_.agent, former_agent = row_.former_agent,
		returned_reason = row_.returned_reason, note_due = row_.note_due, offer = row_.offer,
		load = row_.load, assigned_at = row_.assigned_at, ended_at = row_.ended_at,
		ended_by = row_.ended_by, outcome = row_.outcome, wrap_until = row_.wrap_until,
		wrap_ended_at = row_.wrap_ended_at, closing_told = row_.closing_told,
		left_queues = row_.left_queues, overflow_told = row_.overflow_told, consulted = row_.consulted, rank_at = row_.rank_at,
		case_id = row_.case_id, note = row_.note, disposition = row_.disposition, disposition_at = row_.disposition_at,
		disposition_by = row_.disposition_by, disposition_missing = row_.disposition_missing, end_due = i.end_due AND row_.state = 'assigned' AND row_.agent IS NOT DISTINCT FROM i.agent,
		version = i.version + 1
	WHERE i.tenant = row_.tenant AND i.id = row_.id AND i.version = row_.version AND (i.state <> row_.state) = new_state
	RETURNING i.* INTO row_; -- with what triggers have set
	IF NOT FOUND THEN
		RAISE EXCEPTION 'interaction % changed without its key, or not as it is told', id USING ERRCODE = 'assert_failure';
	END IF;
	kept := routing.interaction_event_state(row_);
	IF first IS NOT NULL THEN
		PERFORM ops.emit_public(row_.tenant, 3, row_.id, row_.version, first, kept);
	END IF;
	PERFORM ops.emit_public(row_.tenant, 3, row_.id, row_.version,
		COALESCE(type, CASE WHEN new_state THEN 'interaction.' || row_.state ELSE 'interaction.changed' END), kept);
	IF row_.web THEN
		PERFORM messaging.visitor_tell(row_.tenant, row_.conversation);
	END IF;
	RETURN row_.version;
END $$;
