-- interaction_pops: whether the customer's record pops up for someone with this interaction (SMS-6):
-- they may read it, it is offered to them now, or they serve its queue, so that its customer may be theirs next.
CREATE OR REPLACE FUNCTION routing.interaction_pops(tenant bigint, interaction bigint, actor bigint,
	actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN routing.interaction_may_read(tenant, interaction, actor, actor_role)
		OR EXISTS (SELECT FROM routing.interaction AS i WHERE i.tenant = $1 AND i.id = $2 AND routing.serves_queue(i, actor))
		OR EXISTS (SELECT FROM routing.offer AS o
			WHERE o.tenant = $1 AND o.interaction = $2 AND o.agent = actor AND o.state = 'made');
END $$;
