-- opt_out_changed: the open conversation of this number shows its block or its end. Answers the
-- conversation, null when none is open. After a block the limit for an answer counts from its end (answer_from). Internal, called by sms. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.opt_out_changed(tenant bigint, channel bigint, number text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number));
	END IF;
	UPDATE messaging.conversation AS r SET version = r.version + 1,
		limit_from = CASE WHEN r.unanswered_since IS NOT NULL THEN ops.clock() ELSE r.limit_from END
	WHERE r.tenant = opt_out_changed.tenant AND r.channel = opt_out_changed.channel
		AND r.number = opt_out_changed.number AND r.state = 'open'
	RETURNING r.* INTO c;
	IF FOUND THEN
		PERFORM ops.emit(tenant, 4, c.id, c.version);
	END IF;
	RETURN c.id;
END $$;
