-- customer_of: the one customer with this number; null when there is none or the agent has to
-- choose between several (SMS-6). A visitor of a web chat is who has their e-mail address, too.
CREATE OR REPLACE FUNCTION messaging.customer_of(tenant bigint, number text)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	found_ bigint[];
BEGIN
	found_ := ARRAY(SELECT n.customer FROM messaging.customer_number AS n
		WHERE n.tenant = customer_of.tenant AND n.number = customer_of.number LIMIT 2);
	IF found_ = '{}' AND number LIKE 'web:%' THEN
		number := messaging.visitor_mail(tenant, number);
		found_ := ARRAY(SELECT n.customer FROM messaging.customer_number AS n
			WHERE n.tenant = customer_of.tenant AND n.number = customer_of.number LIMIT 2);
	END IF;
	RETURN CASE WHEN cardinality(found_) = 1 THEN found_[1] END;
END $$;
