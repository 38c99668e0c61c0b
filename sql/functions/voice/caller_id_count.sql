-- caller_id_count: for how many groups and sites a number is granted as a caller id. Read.
CREATE OR REPLACE FUNCTION voice.caller_id_count(tenant bigint, phone_number bigint)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT count(*) FROM voice.caller_id AS c WHERE c.tenant = $1 AND c.phone_number_id = $2 $$;
