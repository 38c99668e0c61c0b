-- offer_body: what a problem with an offer tells: {"state": the offer as it is}.
CREATE OR REPLACE FUNCTION routing.offer_body(tenant bigint, offer bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('state', s.state) FROM routing.offer_state(tenant, offer) AS s
	WHERE s.state IS NOT NULL
$$;
