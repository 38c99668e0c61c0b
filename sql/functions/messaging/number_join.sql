-- number_join: a number becomes a customer's, with what hangs on it (customer_link). The caller has asked whether it does. Internal, called by routing.
-- Keys: number_join_keys.
CREATE OR REPLACE FUNCTION messaging.number_join(tenant bigint, customer bigint, number text)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM ops.keys_assert(ops.key('customer', tenant, customer::text), ops.key('customer_number', tenant, number));
	INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (number_join.tenant, number_join.number, number_join.customer);
	PERFORM messaging.customer_link(tenant, number, customer);
	UPDATE messaging.customer AS c SET version = c.version + 1 WHERE c.tenant = number_join.tenant AND c.id = number_join.customer;
	PERFORM messaging.customer_emit(tenant, customer, 'customer.changed');
END $$;
