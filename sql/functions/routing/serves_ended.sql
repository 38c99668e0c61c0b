-- serves_ended: whether an interaction has ended and someone serves the queue that it was in (serves_queue).
CREATE OR REPLACE FUNCTION routing.serves_ended(i routing.interaction, actor bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN i.state = 'ended' AND routing.serves_queue(i, actor);
END $$;
