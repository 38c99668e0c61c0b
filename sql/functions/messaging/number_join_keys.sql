-- number_join_keys: the lock keys with which a number becomes a customer's, because somebody texts it from an interaction with them (number_join). Null: it does
-- not become theirs: it is one of the organisation's or of a Work user's, another customer has it, it has a history that the actor may not see (number_seen); or
-- the customer was erased, is part of another record, or has 14 numbers. Internal, called by routing.
CREATE OR REPLACE FUNCTION messaging.number_join_keys(tenant bigint, customer bigint, number text, actor bigint, actor_role text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	numbers_most CONSTANT integer := 14; -- as customer_number_set
BEGIN
	IF number !~ '^(\+[1-9][0-9]{6,14}|[0-9]{3,8})$' OR messaging.own_channel(tenant, number) IS NOT NULL
		OR EXISTS (SELECT FROM directory.v_any_channel AS k WHERE k.tenant = number_join_keys.tenant AND k.number = number_join_keys.number)
		OR EXISTS (SELECT FROM messaging.customer_number AS n WHERE n.tenant = number_join_keys.tenant AND n.number = number_join_keys.number)
		OR NOT EXISTS (SELECT FROM messaging.customer AS c WHERE c.tenant = number_join_keys.tenant AND c.id = number_join_keys.customer
			AND c.erased_at IS NULL AND c.merged_into IS NULL)
		OR cardinality(messaging.numbers_of(tenant, customer)) >= numbers_most OR NOT messaging.number_seen(tenant, number, actor, actor_role) THEN
		RETURN NULL;
	END IF;
	RETURN ops.key('customer', tenant, customer::text) || messaging.number_keys(tenant, number);
END $$;
