-- case_wrong: the body of an answer that refuses the field `case_id` (case_problem); null: the outcome is about something else.
CREATE OR REPLACE FUNCTION routing.case_wrong(outcome text)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT ops.wrong_field('case_id', w.words)
	FROM (VALUES
		('case_not_found', 'There is no such case that you may see.'),
		('case_not_of_customer', 'Is another customer''s case.'),
		('case_closed', 'This case is closed.')) AS w (outcome, words)
	WHERE w.outcome = case_wrong.outcome
$$;
