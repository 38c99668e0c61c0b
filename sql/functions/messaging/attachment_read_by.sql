-- attachment_read_by: whether somebody may read the message of a customer's conversation that a file came with;
-- of a user's own texts, that user at Work.
CREATE OR REPLACE FUNCTION messaging.attachment_read_by(a messaging.attachment, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT CASE WHEN c.owner IS NULL THEN messaging.read_until(c, actor, actor_role) >= a.message_at
			ELSE actor_role = 'work' AND actor = c.owner END
		FROM messaging.conversation AS c WHERE c.tenant = a.tenant AND c.id = a.conversation AND NOT messaging.is_internal(c.kind)), false);
END $$;
