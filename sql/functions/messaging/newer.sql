-- newer: the frames after last_seen_seq (at most 100) when the customer has written since then,
-- else null (rule 16). Internal, called by routing.
CREATE OR REPLACE FUNCTION messaging.newer(tenant bigint, conversation bigint, last_seen_seq bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = newer.tenant AND r.id = newer.conversation;
	IF c.last_customer_seq <= COALESCE(last_seen_seq, 0) THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_agg(messaging.message_frame(m) ORDER BY m.seq)
		FROM (SELECT * FROM messaging.message AS r
			WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at
				AND r.seq > COALESCE(last_seen_seq, 0)
			ORDER BY r.seq LIMIT 100) AS m);
END $$;
