-- moved: the answer "try again, holding these keys too"; nothing was changed.
CREATE OR REPLACE FUNCTION ops.moved(keys bigint[])
RETURNS ops.answer
LANGUAGE sql IMMUTABLE
AS $$ SELECT ROW ('moved', NULL, NULL, keys)::ops.answer $$;
