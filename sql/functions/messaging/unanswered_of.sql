-- unanswered_of: when the customer first wrote after a person's last reply; null: not since then. `failed`: whether a reply that never
-- reached them counts, as it does for how fast an agent replies (75-metrics.md), not for how long the customer waits.
CREATE OR REPLACE FUNCTION messaging.unanswered_of(c messaging.conversation, failed boolean)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT m.at FROM messaging.message AS m
		WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at AND m.direction = 'in'
			AND m.seq > COALESCE((SELECT r.seq FROM messaging.message AS r
				WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at
					AND r.direction = 'out' AND r.author IS NOT NULL AND (unanswered_of.failed
					OR NOT EXISTS (SELECT FROM messaging.delivery_state AS s WHERE s.state = r.delivery AND s.failed))
				ORDER BY r.seq DESC LIMIT 1), 0)
		ORDER BY m.seq LIMIT 1);
END $$;
