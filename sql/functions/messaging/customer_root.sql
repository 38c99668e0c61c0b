-- customer_root: the record that a customer's is part of by now; their own, where it was merged with none. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_root(tenant bigint, customer bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	most CONSTANT integer := 101; -- customer_merge: a record has at most 100 others in it
	into_ bigint;
BEGIN
	FOR n IN 1..most LOOP
		into_ := (SELECT c.merged_into FROM messaging.customer AS c WHERE c.tenant = customer_root.tenant AND c.id = customer);
		EXIT WHEN into_ IS NULL;
		customer := into_;
	END LOOP;
	RETURN customer;
END $$;
