-- customer_found: customer_of for other owners: who would be known by this number. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_found(tenant bigint, number text)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT messaging.customer_of($1, $2) $$;
