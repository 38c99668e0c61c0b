-- visitor_changed: what agents see of a visitor changed: it is a part of the conversation. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.visitor_changed(v messaging.visitor)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	raised bigint;
BEGIN
	UPDATE messaging.conversation AS c SET version = c.version + 1 WHERE c.tenant = v.tenant AND c.id = v.conversation
	RETURNING c.version INTO raised;
	PERFORM ops.emit(v.tenant, 4, v.conversation, raised);
END $$;
