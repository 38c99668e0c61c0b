-- offer_body: what a problem with an offer tells: {"state": the offer as it is}; null: there is none.
CREATE OR REPLACE FUNCTION routing.offer_body(tenant bigint, offer bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	thing ops.thing := routing.offer_state(tenant, offer);
BEGIN
	RETURN CASE WHEN thing.state IS NOT NULL THEN jsonb_build_object('state', thing.state) END;
END $$;
