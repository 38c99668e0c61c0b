-- answer_replayed: an answer, which says that it was given before (ops.replayed) if `again`.
CREATE OR REPLACE FUNCTION ops.answer_replayed(answer ops.answer, again boolean)
RETURNS ops.answer
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN again THEN ROW (answer.outcome, answer.body, answer.news || ops.replayed(), answer.keys)::ops.answer ELSE answer END $$;
