-- chats_close: closes the rows of at most limit_ agent chats that ended by a logout. Waits for nobody: who works on one
-- finds it ended anyway, and the next round finds it again. Answers how many.
CREATE OR REPLACE FUNCTION messaging.chats_close(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	closed bigint := 0;
	c messaging.conversation;
BEGIN
	FOR c IN SELECT r.* FROM (SELECT DISTINCT l.tenant, l.conversation FROM messaging.chat_left AS l LIMIT limit_) AS l
		JOIN messaging.conversation AS r ON r.tenant = l.tenant AND r.id = l.conversation
	LOOP
		IF ops.keys_try(messaging.chat_keys(c.tenant, c.number)) THEN
			SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = c.tenant AND r.id = c.id; -- under the keys
			IF c.state = 'open' THEN
				PERFORM messaging.chat_close(c);
			ELSE
				DELETE FROM messaging.chat_left AS l WHERE l.tenant = c.tenant AND l.conversation = c.id;
			END IF;
			closed := closed + 1;
		END IF;
	END LOOP;
	RETURN closed;
END $$;
