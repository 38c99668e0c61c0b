-- watchers: who looks at a conversation now, at most 20 of them.
CREATE OR REPLACE FUNCTION messaging.watchers(tenant bigint, conversation bigint)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(SELECT w.account FROM messaging.watch AS w WHERE w.tenant = watchers.tenant AND w.conversation = watchers.conversation
		AND w.until > ops.clock() ORDER BY w.account LIMIT 20);
END $$;
