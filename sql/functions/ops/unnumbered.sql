-- unnumbered: whether batches wait to be numbered. Where an old snapshot keeps the rows of all that has been numbered since,
-- it reads through them: no beat waits for it. Read.
CREATE OR REPLACE FUNCTION ops.unnumbered()
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM ops.outbox) $$;
