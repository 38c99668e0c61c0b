-- chat_json: the one shape of an internal conversation.
CREATE OR REPLACE FUNCTION messaging.chat_json(c messaging.conversation)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	receipts boolean := c.kind = 'room' OR messaging.verdict('receipt', messaging.side_of((messaging.pair_of(c.number))[1]),
		messaging.side_of((messaging.pair_of(c.number))[2])) = 'ok';
BEGIN
	RETURN jsonb_build_object('conversation', c.id::text, 'kind', c.kind,
		'state', CASE WHEN messaging.is_current(c) THEN 'open' ELSE 'closed' END,
		'parties', (SELECT COALESCE(jsonb_agg(messaging.account_json(p.tenant, p.account) || jsonb_build_object('role', p.role)
				|| CASE WHEN receipts THEN jsonb_build_object('read_seq', COALESCE(p.told_seq, p.read_seq)) ELSE '{}' END ORDER BY p.joined_at, p.account), '[]')
			FROM messaging.party AS p WHERE p.tenant = c.tenant AND p.conversation = c.id),
		'room', (SELECT jsonb_build_object('name', r.name, 'topic', r.topic, 'public', r.public) FROM messaging.room AS r
			WHERE r.tenant = c.tenant AND r.id = c.id AND c.kind = 'room'),
		'last_seq', c.last_seq, 'last_at', ops.rfc3339(c.last_at), 'opened_at', ops.rfc3339(c.opened_at),
		'notice', c.kind = 'agent' AND messaging.chat_notice(c),
		'audit_notice', c.kind = 'agent' AND directory.transcripts_audited(c.tenant));
END $$;
