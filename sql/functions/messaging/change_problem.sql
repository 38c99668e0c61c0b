-- change_problem: why an account can't change or delete a message; null: it can.
CREATE OR REPLACE FUNCTION messaging.change_problem(m messaging.message, c messaging.conversation, account bigint, clock timestamptz, text text,
	deletes boolean)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	author CONSTANT bigint := m.author * CASE m.side WHEN 'work' THEN -1 ELSE 1 END;
	other bigint := (array_remove(messaging.pair_of(c.number), author))[1];
BEGIN
	RETURN CASE
		WHEN m.id IS NULL OR account IS NULL OR NOT messaging.chat_read_by(c, account) THEN 'not_found'
		WHEN messaging.verdict('change', messaging.side_of(author), CASE WHEN c.kind = 'room' THEN 'room' ELSE messaging.side_of(other) END) <> 'ok'
			THEN 'not_here'
		WHEN author <> account THEN 'not_author'
		WHEN m.deleted_at IS NOT NULL OR m.erased_at IS NOT NULL THEN CASE WHEN deletes THEN 'unchanged' ELSE 'not_found' END
		WHEN c.state <> 'open' THEN 'conversation_closed'
		WHEN m.at < clock - interval '24 hours' THEN 'too_late'
		WHEN NOT deletes AND length(COALESCE(text, '')) NOT BETWEEN 1 AND 4000 THEN 'invalid' END;
END $$;
