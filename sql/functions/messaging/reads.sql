-- reads: chat_read_by by id.
CREATE OR REPLACE FUNCTION messaging.reads(tenant bigint, conversation bigint, account bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT messaging.is_internal(c.kind) AND messaging.chat_read_by(c, account) FROM messaging.conversation AS c
		WHERE c.tenant = reads.tenant AND c.id = reads.conversation), false);
END $$;
