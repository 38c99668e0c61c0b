-- return_text: the note in the conversation that says why it went back to its queue.
CREATE OR REPLACE FUNCTION routing.return_text(reason text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT 'Returned to the queue: ' || CASE reason
		WHEN 'lease_gone' THEN 'the agent''s connection was gone for too long.'
		WHEN 'gone' THEN 'the agent''s connection was gone for too long.'
		WHEN 'logged_out' THEN 'the agent logged out.'
		WHEN 'logout' THEN 'the agent logged out.'
		WHEN 'unanswered' THEN 'the agent did not answer in time.'
		WHEN 'phone_lost' THEN 'the agent''s phone was lost.'
		WHEN 'no_room' THEN 'there was no free line to the agent''s phone.'
		WHEN 'phone_unanswered' THEN 'the agent''s phone was not picked up.'
		WHEN 'supervisor' THEN 'a supervisor logged the agent out.'
		ELSE replace(COALESCE(reason, 'the agent left'), '_', ' ') || '.' END
$$;
