-- expand: monitoring of agent chats and customer chats (MS-1): where it is on, who looks at what now.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.tenant
	ADD COLUMN monitor_agent_chats boolean NOT NULL DEFAULT false,
	ADD COLUMN monitor_customer_chats boolean NOT NULL DEFAULT true,
	ADD COLUMN monitor_notice boolean NOT NULL DEFAULT false; -- agents are told where it is on
-- Null: as the tenant's.
ALTER TABLE directory.agent_group
	ADD COLUMN monitor_agent_chats boolean,
	ADD COLUMN monitor_customer_chats boolean;
RESET ROLE;
SET LOCAL ROLE own_routing;
-- Null: as the agent's group's.
ALTER TABLE routing.queue ADD COLUMN monitor boolean;
RESET ROLE;
SET LOCAL ROLE own_messaging;
-- Somebody who supervises looks at a conversation; each look stands in the audit log.
CREATE TABLE messaging.watch (
	tenant bigint NOT NULL,
	conversation bigint NOT NULL,
	account bigint NOT NULL,
	until timestamptz NOT NULL,
	PRIMARY KEY (tenant, conversation, account)
);
CREATE INDEX conversation_agent ON messaging.conversation (tenant, id) WHERE kind = 'agent';
CREATE INDEX watch_until ON messaging.watch (until);
