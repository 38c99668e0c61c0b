-- conversation_words: what was said in a customer's conversation, for search: at most the first 2,000 texts, and 100,000 characters of them. Internal,
-- called by routing.
CREATE OR REPLACE FUNCTION messaging.conversation_words(tenant bigint, conversation bigint)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = conversation_words.tenant AND r.id = conversation_words.conversation;
	RETURN (SELECT string_agg(m.text, ' ' ORDER BY m.seq)
		FROM (SELECT r.seq, r.text, sum(length(r.text)) OVER (ORDER BY r.seq) AS until FROM messaging.message AS r
			WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at
				AND r.direction IN ('in', 'out') AND r.erased_at IS NULL
			ORDER BY r.seq LIMIT 2000) AS m
		WHERE m.until <= 100000);
END $$;
