-- is_watched: whether an account looks at a conversation now, as one who supervises (look), and still may: what transcripts.audit alone opens, by a
-- look that was begun by it.
DROP FUNCTION IF EXISTS messaging.is_watched(bigint, bigint, bigint); -- it did not ask whether they still may
CREATE OR REPLACE FUNCTION messaging.is_watched(c messaging.conversation, account bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT messaging.look_problem(c, u.id, u.role) IS NULL
			AND (w.audits OR messaging.chat_access(c, u.id, u.role) IS DISTINCT FROM 'transcripts.audit')
		FROM messaging.watch AS w JOIN directory.v_user AS u ON u.tenant = w.tenant AND u.id = w.account
		WHERE w.tenant = c.tenant AND w.conversation = c.id AND w.account = is_watched.account AND w.until > ops.clock()), false);
END $$;
