-- visitor_chat: how a web chat stands, for its visitor: the place in the queue and what to expect while they wait, who talks
-- with them, whether it is over.
CREATE OR REPLACE FUNCTION messaging.visitor_chat(v messaging.visitor)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c messaging.conversation;
	line record;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = v.tenant AND r.id = v.conversation;
	line := routing.chat_line(c.tenant, c.interaction);
	RETURN jsonb_build_object('state', CASE WHEN c.state <> 'open' OR v.ended_at IS NOT NULL THEN 'ended'
			WHEN line.agent IS NULL THEN 'waiting' ELSE 'talking' END,
		'position', CASE WHEN c.state = 'open' AND v.ended_at IS NULL AND line.agent IS NULL THEN line.place END,
		'estimate_ms', CASE WHEN c.state = 'open' AND v.ended_at IS NULL AND line.agent IS NULL THEN line.estimate_ms END,
		'agent', (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = v.tenant AND u.id = line.agent),
		'last_seq', c.last_seq, 'by_visitor', v.ended_at IS NOT NULL);
END $$;
