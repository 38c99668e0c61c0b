-- client_seen: the message of this conversation that came with this client id before; null: none did. `problem`: 'client_id_reused' if
-- the id came with another content, or from somebody else; the message is null then. account: the author; null: a visitor.
-- Internal. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.client_seen(tenant bigint, conversation bigint, account bigint, client_id text, content bytea,
	OUT message bigint, OUT problem text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	was bytea;
BEGIN
	SELECT k.message, k.content_hash INTO message, was FROM (
		SELECT o.message, o.content_hash FROM messaging.client_message AS o
		WHERE o.tenant = client_seen.tenant AND o.conversation = client_seen.conversation AND o.client_id = client_seen.client_id
		UNION ALL
		SELECT s.message, s.content_hash FROM messaging.client_said AS s
		WHERE s.tenant = client_seen.tenant AND s.conversation = client_seen.conversation AND s.account = client_seen.account
			AND s.client_id = client_seen.client_id) AS k;
	IF message IS NOT NULL AND (was <> content OR abs(account) IS DISTINCT FROM (SELECT m.author FROM messaging.message AS m
			WHERE m.id = client_seen.message AND m.tenant = client_seen.tenant)) THEN
		message := NULL;
		problem := 'client_id_reused';
	END IF;
END $$;
