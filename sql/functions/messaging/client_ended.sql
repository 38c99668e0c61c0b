-- client_ended: the message that came from an account with this client id and content within the last hour, and its chat, of the newest ten between
-- two agents that have ended; no message: none did. Keys: chat_keys.
CREATE OR REPLACE FUNCTION messaging.client_ended(tenant bigint, account bigint, other bigint, client_id text, content bytea,
	OUT conversation bigint, OUT message bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	SELECT s.conversation, s.message INTO conversation, message FROM messaging.client_said AS s
	WHERE s.tenant = client_ended.tenant AND s.account = client_ended.account AND s.client_id = client_ended.client_id
		AND s.content_hash = content AND s.at > ops.clock() - interval '1 hour' AND s.conversation = ANY (ARRAY(
			SELECT r.id FROM messaging.conversation AS r
			WHERE r.tenant = client_ended.tenant AND r.number = messaging.pair_key(client_ended.account, other) AND r.channel = 0 AND r.state = 'closed'
			ORDER BY r.id DESC LIMIT 10))
	ORDER BY s.conversation DESC LIMIT 1;
END $$;
