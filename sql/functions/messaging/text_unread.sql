-- text_unread: how many texts of the other side came after what was read, at most 100.
CREATE OR REPLACE FUNCTION messaging.text_unread(c messaging.conversation, read_seq bigint)
RETURNS integer
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF c.last_customer_seq <= read_seq THEN
		RETURN 0;
	END IF;
	RETURN (SELECT count(*) FROM (SELECT FROM messaging.message AS m
		WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at AND m.seq > text_unread.read_seq
			AND m.direction = 'in' LIMIT 100) AS u);
END $$;
