-- keys_held: whether this batch has locked all of these keys.
CREATE OR REPLACE FUNCTION ops.keys_held(keys bigint[])
RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT keys <@ COALESCE(NULLIF(current_setting('trunkline.keys', true), ''), '{}')::bigint[] $$;
