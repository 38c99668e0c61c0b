-- recount: what an agent's open work holds, counted anew: the truth behind chat_count, chat_load and voice_count.
DROP FUNCTION IF EXISTS routing.recount(bigint, bigint); -- it knew of no calls
CREATE OR REPLACE FUNCTION routing.recount(tenant bigint, agent bigint)
RETURNS TABLE (chats integer, load integer, calls smallint)
LANGUAGE sql STABLE
AS $$
	SELECT count(*) FILTER (WHERE NOT h.voice)::integer, COALESCE(sum(h.load) FILTER (WHERE NOT h.voice), 0)::integer,
		count(*) FILTER (WHERE h.voice)::smallint
	FROM (
		SELECT i.load, i.medium = 'voice' AS voice FROM routing.interaction AS i
		WHERE i.tenant = $1 AND i.agent = $2 AND i.state IN ('assigned', 'wrap_up') AND i.load IS NOT NULL
		UNION ALL
		SELECT i.load, i.medium = 'voice' FROM routing.offer AS o
		JOIN routing.interaction AS i ON i.tenant = o.tenant AND i.id = o.interaction AND i.offer = o.id
		WHERE o.tenant = $1 AND o.agent = $2 AND o.state = 'made' AND i.state = 'offered'
		UNION ALL
		SELECT o.load, i.medium = 'voice' FROM routing.offer AS o
		JOIN routing.interaction AS i ON i.tenant = o.tenant AND i.id = o.interaction
		WHERE o.tenant = $1 AND o.agent = $2 AND o.state = 'made' AND o.load IS NOT NULL) AS h
$$;
