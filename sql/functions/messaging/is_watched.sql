-- is_watched: whether an account looks at a conversation now, as one who supervises (look).
CREATE OR REPLACE FUNCTION messaging.is_watched(tenant bigint, conversation bigint, account bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM messaging.watch AS w WHERE w.tenant = is_watched.tenant AND w.conversation = is_watched.conversation
		AND w.account = is_watched.account AND w.until > ops.clock());
END $$;
