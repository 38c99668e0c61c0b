-- is_watched: whether an account looks at a conversation now, as one who supervises (look), and still may.
DROP FUNCTION IF EXISTS messaging.is_watched(bigint, bigint, bigint); -- it did not ask whether they still may
CREATE OR REPLACE FUNCTION messaging.is_watched(c messaging.conversation, account bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM messaging.watch AS w WHERE w.tenant = c.tenant AND w.conversation = c.id
			AND w.account = is_watched.account AND w.until > ops.clock())
		AND (SELECT messaging.look_problem(c, u.id, u.role) IS NULL FROM directory.v_user AS u WHERE u.tenant = c.tenant AND u.id = is_watched.account);
END $$;
