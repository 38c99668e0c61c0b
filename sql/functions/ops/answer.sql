-- answer: what a command's function returns: the outcome, its body, and the news of all
-- that it emitted since `mark` (ops.mark() at its start).
CREATE OR REPLACE FUNCTION ops.answer(mark bigint, outcome text, body jsonb)
RETURNS ops.answer
LANGUAGE sql VOLATILE
AS $$ SELECT ROW (outcome, body, ops.news(mark), NULL)::ops.answer $$;
