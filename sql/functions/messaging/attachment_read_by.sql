-- attachment_read_by: whether somebody may read the message that a file came with.
CREATE OR REPLACE FUNCTION messaging.attachment_read_by(a messaging.attachment, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE(routing.interaction_read_until(a.tenant, (SELECT c.interaction FROM messaging.conversation AS c
		WHERE c.tenant = a.tenant AND c.id = a.conversation), actor, actor_role) >= a.message_at, false);
END $$;
