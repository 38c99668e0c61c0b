-- disposition_wrong: the body of an answer that refuses the field `disposition_id`; null: the outcome is about something else.
CREATE OR REPLACE FUNCTION routing.disposition_wrong(outcome text)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT ops.wrong_field('disposition_id', w.words)
	FROM (VALUES
		('disposition_required', 'Choose a disposition: this queue asks for one.'),
		('unknown_reference', 'There is no such disposition for this queue.')) AS w (outcome, words)
	WHERE w.outcome = disposition_wrong.outcome
$$;
