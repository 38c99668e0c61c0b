-- read_until: up to when someone may read what is said in a customer's conversation; 'infinity': all, null: nothing (as of a user's own texts:
-- who may read those, is_hidden says). Who takes part,
-- as far as they do. Who leads it: while it goes on, only as long as they look at it (look, MS-1); what has ended, all of it.
CREATE OR REPLACE FUNCTION messaging.read_until(c messaging.conversation, actor bigint, actor_role text)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF c.owner IS NOT NULL THEN
		RETURN NULL;
	ELSIF c.state = 'closed' OR c.interaction IS NULL OR messaging.is_watched(c, actor) THEN
		RETURN routing.interaction_read_until(c.tenant, c.interaction, actor, actor_role);
	END IF;
	RETURN routing.interaction_party_until(c.tenant, c.interaction, actor);
END $$;
