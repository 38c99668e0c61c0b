-- a_channel_held: what came by this channel, counted to 1,000: interactions, or the conversations of whose own number it is.
CREATE OR REPLACE FUNCTION directory.a_channel_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'interaction', count(*) FROM (SELECT FROM routing.v_interaction AS i WHERE i.tenant = $1 AND i.channel = $2 LIMIT 1000) AS few
	UNION ALL
	SELECT 'conversation', messaging.channel_held($1, $2)
$$;
