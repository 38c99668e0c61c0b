-- transcript_store: the list of a conversation's messages with a salted hash each, and its link
-- to a case. Inserts only.
CREATE OR REPLACE FUNCTION messaging.transcript_store(c messaging.conversation, interaction bigint,
	actor bigint, case_id bigint, closed_at timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO messaging.transcript (tenant, id, conversation, first_seq, last_seq, opened_at, closed_at,
		closed_by, case_id, customer, messages)
	SELECT c.tenant, $2, c.id, 1, c.last_seq, c.opened_at, $5, $3, $4, c.customer,
		(SELECT COALESCE(jsonb_agg(jsonb_build_object('message', m.id::text, 'seq', m.seq, 'sha256',
				messaging.message_sha256(m)) ORDER BY m.seq), '[]')
			FROM messaging.message AS m
			WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at);
	INSERT INTO messaging.case_interaction (tenant, case_id, interaction) VALUES (c.tenant, $4, $2);
END $$;
