-- offer_event: an offer that has ended, as integrators are shown it: it changes no more; the customer is that of its interaction then.
-- Internal, called by hooks.
CREATE OR REPLACE FUNCTION routing.offer_event(tenant bigint, key bigint, version bigint, stored jsonb)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	thing ops.thing := routing.offer_state(tenant, key);
BEGIN
	IF thing.state IS NOT NULL THEN
		thing.version := version;
		thing.state := thing.state || jsonb_build_object('customer', messaging.customer_json(tenant, (stored ->> 'customer')::bigint));
	END IF;
	RETURN thing;
END $$;
