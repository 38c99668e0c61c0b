-- interaction_pops: whether the customer's record pops up for someone with this interaction (SMS-6):
-- they may read it, or it is offered to them now.
CREATE OR REPLACE FUNCTION routing.interaction_pops(tenant bigint, interaction bigint, actor bigint,
	actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN routing.interaction_may_read(tenant, interaction, actor, actor_role)
		OR EXISTS (SELECT FROM routing.offer AS o
			WHERE o.tenant = $1 AND o.interaction = $2 AND o.agent = actor AND o.state = 'made');
END $$;
