-- number_seen: history_seen of a number; its newest 500 interactions are looked at.
CREATE OR REPLACE FUNCTION messaging.number_seen(tenant bigint, number text, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN messaging.history_seen(tenant, ARRAY(
		SELECT c.interaction FROM messaging.conversation AS c
		WHERE c.tenant = number_seen.tenant AND c.number = number_seen.number AND c.interaction IS NOT NULL
		ORDER BY c.id DESC LIMIT 500), actor, actor_role);
END $$;
