-- numbers_of: all numbers and e-mail addresses of a customer's record; which of them are theirs alone: customer_numbers. Internal.
CREATE OR REPLACE FUNCTION messaging.numbers_of(tenant bigint, customer bigint)
RETURNS text[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(SELECT n.number FROM messaging.customer_number AS n
		WHERE n.tenant = numbers_of.tenant AND n.customer = numbers_of.customer ORDER BY n.number);
END $$;
