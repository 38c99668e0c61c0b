-- chats_list: the internal conversations of an account, newest first, with what it has not read: `unread`, `read_seq`, `as` (as
-- which account it takes part) and the `last` message. Rows: the item, and the cursor that stands after it. Read.
CREATE OR REPLACE FUNCTION messaging.chats_list(tenant bigint, account bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before_us bigint := split_part(after, '.', 1)::bigint;
	before_id bigint := split_part(after, '.', 2)::bigint;
BEGIN
	RETURN QUERY
	SELECT ops.frame(4, l.tenant, l.id) || jsonb_build_object('unread', messaging.unread(l.c, l.p, account),
			'read_seq', CASE WHEN (l.p).account = account THEN (l.p).read_seq ELSE greatest((l.p).read_seq, (l.p).work_seq) END,
			'as', messaging.account_json(l.tenant, (l.p).account) - 'name' - 'image', 'last', messaging.chat_last(l.c)),
		l.us || '.' || l.id
	FROM (SELECT c.tenant, c.id, c, p, routing.micros(c.last_at) AS us
		FROM messaging.party AS p JOIN messaging.conversation AS c ON c.tenant = p.tenant AND c.id = p.conversation
		WHERE p.tenant = chats_list.tenant AND p.account = ANY (messaging.accounts_of(chats_list.tenant, chats_list.account)) AND p.role <> 'invited' AND c.owner IS NULL
			AND (c.kind <> 'agent' OR chats_list.account < 0 OR messaging.is_current(c))
			AND (after IS NULL OR (routing.micros(c.last_at), c.id) < (before_us, before_id))
		ORDER BY routing.micros(c.last_at) DESC, c.id DESC LIMIT least(limit_, 201)) AS l
	ORDER BY l.us DESC, l.id DESC;
END $$;
