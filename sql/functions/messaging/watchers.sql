-- watchers: who looks at a conversation now and still may, at most 20 of them.
DROP FUNCTION IF EXISTS messaging.watchers(bigint, bigint); -- it did not ask whether they still may
CREATE OR REPLACE FUNCTION messaging.watchers(c messaging.conversation)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(SELECT w.account FROM messaging.watch AS w WHERE w.tenant = c.tenant AND w.conversation = c.id
		AND w.until > ops.clock() AND messaging.is_watched(c, w.account) ORDER BY w.account LIMIT 20);
END $$;
