-- offer_get: one offer as a frame, to its agent, their supervisor or an administrator. Read.
CREATE OR REPLACE FUNCTION routing.offer_get(tenant bigint, id bigint, actor bigint,
	actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM routing.offer AS o WHERE o.tenant = offer_get.tenant AND o.id = offer_get.id
		AND (o.agent = actor OR directory.supervises(o.tenant, actor, actor_role, o.agent))) THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	RETURN ROW ('ok', routing.offer_told(tenant, id, actor), NULL, NULL)::ops.answer;
END $$;
