-- chat_notice: whether those who write in a conversation are told that it may be monitored (MS-1).
CREATE OR REPLACE FUNCTION messaging.chat_notice(c messaging.conversation)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT t.monitor_notice FROM directory.v_tenant AS t WHERE t.id = c.tenant) AND messaging.is_monitored(c), false);
END $$;
