-- customer_set: the interaction of a conversation that was linked to a customer. Internal,
-- called by messaging. Keys: the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.customer_set(tenant bigint, interaction bigint, customer bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(routing.interaction_key(tenant, interaction));
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = customer_set.tenant AND r.id = customer_set.interaction;
	IF FOUND THEN
		i.customer := customer;
		PERFORM routing.interaction_change(i, false);
	END IF;
END $$;
