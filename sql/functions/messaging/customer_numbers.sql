-- customer_numbers: the numbers that are a customer's alone: what hangs on them is theirs.
CREATE OR REPLACE FUNCTION messaging.customer_numbers(tenant bigint, customer bigint)
RETURNS text[]
LANGUAGE sql STABLE
AS $$
	SELECT COALESCE(array_agg(n.number ORDER BY n.number), '{}') FROM messaging.customer_number AS n
	WHERE n.tenant = $1 AND n.customer = $2 AND messaging.customer_of($1, n.number) = $2
$$;
