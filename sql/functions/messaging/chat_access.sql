-- chat_access: by what somebody may read an agent chat that has ended (40-messaging, "contact-center interaction record"): 'monitoring', where
-- all of it could be read by monitoring, for the supervisors who could and for administrators; 'transcripts.audit', by that permission, of those whom
-- one supervises; null: by nothing, it goes on, or it is another kind of conversation.
CREATE OR REPLACE FUNCTION messaging.chat_access(c messaging.conversation, actor bigint, actor_role text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	monitors bigint[];
BEGIN
	IF c.kind <> 'agent' OR messaging.is_current(c) THEN
		RETURN NULL;
	END IF;
	monitors := messaging.chat_monitors_ended(c);
	RETURN CASE
		WHEN actor = ANY (messaging.pair_of(c.number)) THEN NULL
		WHEN monitors IS NOT NULL AND (actor_role = 'administrator' OR actor_role = 'supervisor' AND actor = ANY (monitors)) THEN 'monitoring'
		WHEN directory.may(c.tenant, actor, 'transcripts.audit') AND messaging.chat_supervised(c, actor, actor_role) THEN 'transcripts.audit' END;
END $$;
