-- texts_list: the conversations of a user's own number, newest first; `blocked`: those that are kept out of sight. Each with what of it
-- is not read (`unread`, at most 100; `read_seq`), the `last` message, and the other's `card` as the user sees it (CT-16).
-- Rows: the item, and the cursor that stands after it. Read.
CREATE OR REPLACE FUNCTION messaging.texts_list(tenant bigint, user_id bigint, blocked boolean, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before_us bigint := split_part(after, '.', 1)::bigint;
	before_id bigint := split_part(after, '.', 2)::bigint;
BEGIN
	RETURN QUERY
	SELECT ops.frame(4, l.tenant, l.id) || jsonb_build_object('unread', messaging.text_unread(l.c, l.read_seq), 'read_seq', l.read_seq,
			'last', messaging.chat_last(l.c), 'card', directory.card_of_number(l.tenant, user_id, 'work', l.number, l.number)),
		l.us || '.' || l.id
	FROM (SELECT c.tenant, c.id, c.number, c, p.read_seq, routing.micros(c.last_at) AS us
		FROM messaging.conversation AS c JOIN messaging.party AS p ON p.tenant = c.tenant AND p.conversation = c.id AND p.account = -c.owner
		WHERE c.tenant = texts_list.tenant AND c.owner = texts_list.user_id AND c.blocked = COALESCE(texts_list.blocked, false)
			AND c.erased_at IS NULL AND (after IS NULL OR (routing.micros(c.last_at), c.id) < (before_us, before_id))
		ORDER BY routing.micros(c.last_at) DESC, c.id DESC LIMIT least(limit_, 201)) AS l
	ORDER BY l.us DESC, l.id DESC;
END $$;
