-- messages: frames of a conversation in order, at most limit_ (200): after a sequence, or the
-- last ones before a sequence, or the last ones; to who gave it away, those of their time, to who leads it
-- while they look at it (read_until).
-- key: the API key that asks, null: a person does; it reads the texts where it began the interaction, from its own on where
-- it joined one, and no notes, so that a page may be shorter. account: as which internal ones are read (null: none), of which
-- 30 are a page where limit_ says nothing. {"data", "next_cursor"}. Read.
DROP FUNCTION IF EXISTS messaging.messages(bigint, bigint, text, bigint, bigint, bigint, integer); -- a key read all
DROP FUNCTION IF EXISTS messaging.messages(bigint, bigint, text, bigint, bigint, bigint, integer, bigint); -- it knew no accounts
CREATE OR REPLACE FUNCTION messaging.messages(tenant bigint, actor bigint, actor_role text,
	conversation bigint, after_seq bigint, before_seq bigint, limit_ integer,
	key bigint DEFAULT NULL, account bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
	most integer;
	least_seq bigint := 1;
	first_seq bigint;
	data jsonb;
	until timestamptz;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = messages.tenant AND r.id = messages.conversation;
	IF NOT FOUND OR (messaging.is_hidden(c, account) AND NOT messaging.is_watched(c, actor)) THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	most := least(greatest(COALESCE(limit_, CASE WHEN messaging.is_internal(c.kind) THEN 30 ELSE 50 END), 1), 200);
	IF c.owner IS NOT NULL OR messaging.is_internal(c.kind) THEN
		until := 'infinity';
	ELSIF key IS NULL THEN
		until := messaging.read_until(c, actor, actor_role);
	ELSE
		least_seq := routing.interaction_written(tenant, c.interaction, key);
		until := CASE WHEN least_seq IS NOT NULL THEN 'infinity' END;
	END IF;
	IF until IS NULL THEN
		RETURN ROW ('not_yours', NULL, NULL, NULL)::ops.answer;
	ELSIF until < c.last_at THEN -- to them it ends with the last message of their time
		c.last_seq := COALESCE((SELECT max(m.seq) FROM messaging.message AS m WHERE m.tenant = c.tenant
			AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND until), 0);
		c.last_at := until;
	END IF;
	-- Whatever sequence is asked for, it is one that the conversation could have: no sum is out of range.
	first_seq := greatest(least_seq, CASE WHEN after_seq IS NOT NULL THEN least(greatest(after_seq, 0), c.last_seq) + 1
		ELSE greatest(least(before_seq, c.last_seq + 1), 1) - most END);
	SELECT jsonb_agg(messaging.message_frame(m) ORDER BY m.seq) FILTER (WHERE key IS NULL OR m.direction <> 'system') INTO data
	FROM (SELECT * FROM messaging.message AS r
		WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at
			AND r.seq >= first_seq AND (before_seq IS NULL OR r.seq < before_seq)
		ORDER BY r.seq LIMIT most) AS m;
	RETURN ROW ('ok', jsonb_build_object('data', COALESCE(data, '[]'), 'next_cursor', CASE
		WHEN after_seq IS NOT NULL AND first_seq + most <= c.last_seq THEN (first_seq + most - 1)::text
		WHEN after_seq IS NULL AND first_seq > least_seq THEN first_seq::text END), NULL, NULL)::ops.answer;
END $$;
