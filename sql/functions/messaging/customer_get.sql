-- customer_get: one customer's card, to who may see it (customer_seen). Read.
CREATE OR REPLACE FUNCTION messaging.customer_get(tenant bigint, id bigint, actor bigint, actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM messaging.customer AS c
		WHERE c.tenant = customer_get.tenant AND c.id = customer_get.id) THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	ELSIF NOT messaging.customer_seen(tenant, id, actor, actor_role) THEN
		RETURN ROW ('not_yours', NULL, NULL, NULL)::ops.answer;
	END IF;
	RETURN ROW ('ok', messaging.customer_card(tenant, id), NULL, NULL)::ops.answer;
END $$;
