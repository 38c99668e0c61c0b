-- customer_parts: the records that are part of a customer's, also by way of others, at most 101. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_parts(tenant bigint, customer bigint)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(WITH RECURSIVE part AS (
			SELECT m.gone FROM messaging.customer_merge AS m WHERE m.tenant = customer_parts.tenant AND m.kept = customer_parts.customer
			UNION
			SELECT m.gone FROM part AS p JOIN messaging.customer_merge AS m ON m.tenant = customer_parts.tenant AND m.kept = p.gone)
		SELECT p.gone FROM part AS p LIMIT 101);
END $$;
