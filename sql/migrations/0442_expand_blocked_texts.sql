-- expand: the texts of blocked numbers (SMS-24) in the order in which they came, for who maintains the block lists. What this release has kept
-- before is added; it reads the messages once, and locks nothing that others write.
SET LOCAL ROLE own_messaging;
CREATE TABLE messaging.blocked_text (
	tenant bigint NOT NULL,
	at timestamptz NOT NULL,
	message bigint NOT NULL,
	conversation bigint NOT NULL,
	PRIMARY KEY (tenant, at, message)
);
INSERT INTO messaging.blocked_text (tenant, at, message, conversation)
SELECT m.tenant, m.at, m.id, m.conversation
FROM messaging.message AS m JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation
WHERE m.blocked AND c.owner IS NULL;
