-- case_seen: whether someone may see a case: who may see its customer, or its number's history while no customer is known
-- (customer_seen, number_seen).
CREATE OR REPLACE FUNCTION messaging.case_seen(k messaging.case_, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN k.id IS NOT NULL AND CASE WHEN k.customer IS NULL THEN messaging.number_seen(k.tenant, k.customer_number, actor, actor_role)
		ELSE messaging.customer_seen(k.tenant, k.customer, actor, actor_role) END;
END $$;
