-- delivery_changes_answer: whether a message in this state would answer its customer no more, or after all (SMS-16, RT-13): it is a person's, and
-- one of its states, the present or the next, is a failure, and its conversation goes on. Internal, called by sms: then set_delivery needs the conversation's key.
CREATE OR REPLACE FUNCTION messaging.delivery_changes_answer(tenant bigint, conversation bigint, seq bigint, message_at timestamptz, state text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM messaging.message AS m
		JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation AND c.state = 'open' AND c.owner IS NULL
		JOIN messaging.delivery_state AS f ON f.state = m.delivery
		JOIN messaging.delivery_state AS n ON n.state = delivery_changes_answer.state AND n.failed <> f.failed
		WHERE m.tenant = delivery_changes_answer.tenant AND m.conversation = delivery_changes_answer.conversation AND m.seq = delivery_changes_answer.seq
			AND m.at = delivery_changes_answer.message_at AND m.author IS NOT NULL);
END $$;
