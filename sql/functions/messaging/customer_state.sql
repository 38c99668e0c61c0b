-- customer_state: a customer's record, and who has them.
CREATE OR REPLACE FUNCTION messaging.customer_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.customer;
	thing ops.thing;
BEGIN
	SELECT * INTO c FROM messaging.customer AS r
	WHERE r.tenant = customer_state.tenant AND r.id = customer_state.key;
	IF NOT FOUND THEN
		RETURN thing;
	END IF;
	thing.version := c.version;
	thing.audience := ARRAY(SELECT DISTINCT i.agent FROM messaging.conversation AS k
		JOIN routing.v_interaction AS i ON i.tenant = k.tenant AND i.id = k.interaction
		WHERE k.tenant = c.tenant AND k.customer = c.id AND k.state = 'open' AND i.agent IS NOT NULL
		LIMIT 8);
	thing.state := messaging.customer_shown(c, messaging.numbers_of(c.tenant, c.id));
	RETURN thing;
END $$;
