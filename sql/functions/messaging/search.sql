-- search: messages that hold all words of q (or begin with them), newest first, of the conversations that an account reads: internal
-- ones; at Work also of one's own number, of the newest 500 conversations; in the workspace also the texts of the newest 500 interactions that the agent accepted, as far as they read them (MS-7).
-- of: 'chats' or 'texts' alone; null: both. Rows: the message, and the cursor that stands after it. Read.
DROP FUNCTION IF EXISTS messaging.search(bigint, bigint, text, text, text, integer); -- it knew no texts of users
CREATE OR REPLACE FUNCTION messaging.search(tenant bigint, account bigint, actor_role text, q text, after text, limit_ integer, of text DEFAULT NULL)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	words tsquery := to_tsquery('simple'::regconfig, (SELECT string_agg(quote_literal(w.lexeme) || ':*', ' & ')
		FROM unnest(to_tsvector('simple'::regconfig, q)) AS w));
	before timestamptz := to_timestamp(split_part(after, '.', 1)::bigint / 1000000.0);
	before_id bigint := split_part(after, '.', 2)::bigint;
	chats bigint[] := ARRAY(SELECT p.conversation FROM messaging.party AS p
		JOIN messaging.conversation AS c ON c.tenant = p.tenant AND c.id = p.conversation
		WHERE p.tenant = search.tenant AND p.account = ANY (messaging.accounts_of(search.tenant, search.account)) AND p.role <> 'invited'
			AND (c.kind <> 'agent' OR search.account < 0 OR messaging.is_current(c)));
BEGIN
	IF words IS NULL OR numnode(words) = 0 THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT messaging.message_frame(f.m), routing.micros((f.m).at) || '.' || (f.m).id
	FROM (
		SELECT m FROM messaging.message AS m
		WHERE m.tenant = search.tenant AND m.direction = 'said' AND COALESCE(of, 'chats') = 'chats' AND to_tsvector('simple'::regconfig, m.text) @@ words
			AND m.conversation = ANY (chats) AND m.erased_at IS NULL AND (after IS NULL OR (m.at, m.id) < (before, before_id))
		UNION ALL
		SELECT m FROM (SELECT * FROM messaging.conversation AS o WHERE o.tenant = search.tenant AND o.owner = -search.account AND NOT o.blocked
			ORDER BY o.last_at DESC LIMIT 500) AS c
		JOIN messaging.message AS m ON m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at
		WHERE search.account < 0 AND COALESCE(of, 'texts') = 'texts' AND to_tsvector('simple'::regconfig, m.text) @@ words AND m.erased_at IS NULL
			AND (after IS NULL OR (m.at, m.id) < (before, before_id))
		UNION ALL
		SELECT m FROM (SELECT DISTINCT o.interaction FROM routing.v_offer AS o
			WHERE o.tenant = search.tenant AND o.agent = search.account AND o.state = 'accepted' ORDER BY o.interaction DESC LIMIT 500) AS o
		JOIN routing.v_interaction AS i ON i.tenant = search.tenant AND i.id = o.interaction
		JOIN messaging.conversation AS c ON c.tenant = search.tenant AND c.id = i.conversation
		JOIN messaging.message AS m ON m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at
		WHERE search.account > 0 AND COALESCE(of, 'texts') = 'texts' AND to_tsvector('simple'::regconfig, m.text) @@ words AND m.erased_at IS NULL
			AND m.at <= messaging.read_until(c, search.account, actor_role)
			AND (after IS NULL OR (m.at, m.id) < (before, before_id))) AS f
	ORDER BY (f.m).at DESC, (f.m).id DESC LIMIT least(limit_, 201);
END $$;
