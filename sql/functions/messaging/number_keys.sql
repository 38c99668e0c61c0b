-- number_keys: the lock keys that a change of a number's customer needs: the number's, and those
-- of its open conversations (at most 7, one a channel) and their interactions.
CREATE OR REPLACE FUNCTION messaging.number_keys(tenant bigint, number text)
RETURNS bigint[]
LANGUAGE sql STABLE
AS $$
	SELECT array_remove(array_agg(k.key), NULL) FROM (
		SELECT ops.key('customer_number', $1, $2) AS key
		UNION
		SELECT CASE WHEN $2 LIKE 'web:%' THEN ops.key('customer_number', $1, messaging.visitor_mail($1, $2)) END
		UNION
		SELECT unnest(ARRAY[ops.key('conversation', c.tenant, c.channel || ':' || c.number),
			routing.interaction_key(c.tenant, c.interaction)])
		FROM (SELECT * FROM messaging.conversation AS r
			WHERE r.tenant = $1 AND r.number = $2 AND r.state = 'open' AND r.owner IS NULL ORDER BY r.id LIMIT 7) AS c) AS k
$$;
