-- batch_at_known: the batch's time if it has one yet. Stable, so that an index may use it.
CREATE OR REPLACE FUNCTION ops.batch_at_known()
RETURNS timestamptz
LANGUAGE sql STABLE
AS $$ SELECT NULLIF(current_setting('trunkline.batch_at', true), '')::timestamptz $$;
