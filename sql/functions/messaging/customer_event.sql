-- customer_event: a customer's record as integrators are shown it: as of its event's version (customer_version); of one that was erased
-- since, and where that version is kept no more, as it is now. Internal, called by hooks.
CREATE OR REPLACE FUNCTION messaging.customer_event(tenant bigint, key bigint, version bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v messaging.customer_version;
	c messaging.customer;
	thing ops.thing;
BEGIN
	SELECT * INTO v FROM messaging.customer_version AS r
	WHERE r.tenant = customer_event.tenant AND r.customer = customer_event.key AND r.version = customer_event.version;
	IF NOT FOUND THEN
		RETURN messaging.customer_state(tenant, key);
	END IF;
	c.id := key;
	c.name := v.name;
	c.company := v.company;
	c.language := v.language;
	c.notes := v.notes;
	c.merged_into := v.merged_into;
	thing.version := v.version;
	thing.state := messaging.customer_shown(c, v.numbers);
	RETURN thing;
END $$;
