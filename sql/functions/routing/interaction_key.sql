-- interaction_key: the lock key that covers an interaction as it is now (rule 1): its agent's
-- when it is offered or assigned or in wrap-up, else its own. Null: there is none.
CREATE OR REPLACE FUNCTION routing.interaction_key(tenant bigint, interaction bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	holder bigint;
BEGIN
	SELECT CASE WHEN i.state IN ('assigned', 'wrap_up') THEN i.agent
		WHEN i.state = 'offered' THEN (SELECT o.agent FROM routing.offer AS o
			WHERE o.tenant = i.tenant AND o.id = i.offer) END
	INTO holder
	FROM routing.interaction AS i
	WHERE i.tenant = interaction_key.tenant AND i.id = interaction_key.interaction;
	IF NOT FOUND THEN
		RETURN NULL;
	ELSIF holder IS NULL THEN
		RETURN ops.key('interaction', tenant, interaction::text);
	END IF;
	RETURN ops.key('agent', tenant, holder::text);
END $$;
