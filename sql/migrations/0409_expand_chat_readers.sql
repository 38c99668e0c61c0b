-- expand: who may read an agent chat that has ended (40-messaging, "contact-center interaction record"): who could monitor it while it went
-- on, and roles with the permission transcripts.audit.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.tenant ADD COLUMN transcripts_audit_roles text[] NOT NULL DEFAULT '{}'
	CONSTRAINT tenant_transcripts_audit_roles CHECK (transcripts_audit_roles <@ '{supervisor,administrator}'
		AND array_position(transcripts_audit_roles, NULL) IS NULL);
RESET ROLE;
SET LOCAL ROLE own_messaging;
-- Of an agent chat: the supervisors who could read all of it when the last of it was said, or when it ended. Null: nobody could, monitoring
-- was off; other kinds; and what ended before this was kept.
ALTER TABLE messaging.conversation ADD COLUMN monitors bigint[];
CREATE INDEX conversation_monitored ON messaging.conversation (tenant, id) WHERE kind = 'agent' AND monitors IS NOT NULL;
-- The same of one that a logout has ended, at that logout.
ALTER TABLE messaging.chat_left ADD COLUMN monitors bigint[];
-- The same by account, of chats that have ended: what leads a supervisor's list.
CREATE TABLE messaging.chat_monitor (
	tenant bigint NOT NULL,
	account bigint NOT NULL,
	conversation bigint NOT NULL,
	PRIMARY KEY (tenant, account, conversation)
);
-- Whether a look was begun by transcripts.audit: no other look shows what that permission alone opens.
ALTER TABLE messaging.watch ADD COLUMN audits boolean NOT NULL DEFAULT false;
