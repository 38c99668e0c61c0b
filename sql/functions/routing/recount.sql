-- recount: what an agent's open work holds, counted anew: the truth behind chat_count and chat_load.
CREATE OR REPLACE FUNCTION routing.recount(tenant bigint, agent bigint)
RETURNS TABLE (chats integer, load integer)
LANGUAGE sql STABLE
AS $$
	SELECT count(*)::integer, COALESCE(sum(h.load), 0)::integer FROM (
		SELECT i.load FROM routing.interaction AS i
		WHERE i.tenant = $1 AND i.agent = $2 AND i.state IN ('assigned', 'wrap_up') AND i.load IS NOT NULL
		UNION ALL
		SELECT i.load FROM routing.offer AS o
		JOIN routing.interaction AS i ON i.tenant = o.tenant AND i.id = o.interaction AND i.offer = o.id
		WHERE o.tenant = $1 AND o.agent = $2 AND o.state = 'made' AND i.state = 'offered'
		UNION ALL
		SELECT o.load FROM routing.offer AS o
		WHERE o.tenant = $1 AND o.agent = $2 AND o.state = 'made' AND o.load IS NOT NULL) AS h
$$;
