-- customer_of: the one customer with this number; null when there is none or the agent has to
-- choose between several (SMS-6).
CREATE OR REPLACE FUNCTION messaging.customer_of(tenant bigint, number text)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	found_ bigint[];
BEGIN
	found_ := ARRAY(SELECT n.customer FROM messaging.customer_number AS n
		WHERE n.tenant = customer_of.tenant AND n.number = customer_of.number LIMIT 2);
	RETURN CASE WHEN cardinality(found_) = 1 THEN found_[1] END;
END $$;
