-- offer_fits: whether an interaction stands as a live offer of it needs: offered by it; or, while a colleague is asked,
-- with who asks, or waiting since they have gone.
CREATE OR REPLACE FUNCTION routing.offer_fits(o routing.offer, i routing.interaction)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN o.kind = 'queue' THEN i.state = 'offered' AND i.offer = o.id
		ELSE i.state = 'assigned' AND i.agent = o.from_agent OR i.state = 'waiting' END
$$;
