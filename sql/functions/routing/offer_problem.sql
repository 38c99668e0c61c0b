-- offer_problem: why an offer can't be accepted or rejected any more; null: it can.
CREATE OR REPLACE FUNCTION routing.offer_problem(o routing.offer)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN o.id IS NULL THEN 'not_found'
		WHEN o.state = 'accepted' THEN 'offer_already_accepted'
		WHEN o.state <> 'made' THEN 'offer_ended' END
$$;
