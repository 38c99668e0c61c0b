-- expand: who is chosen: an agent's capacity in hundredths of a conversation beside the count (SMS-4), blending
-- (whether they take chats and a call at the same time), queues that prefer who served the customer last.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.app_user
	ADD COLUMN load_limit integer CHECK (load_limit BETWEEN 100 AND 3600), -- null: 100 for each conversation of chat_limit
	ADD COLUMN blending boolean NOT NULL DEFAULT false;

RESET ROLE;
SET LOCAL ROLE own_routing;
ALTER TABLE routing.agent ADD COLUMN blending boolean NOT NULL DEFAULT false;
-- wait_last_agent_ms: how long since the first enqueue others are not offered it.
ALTER TABLE routing.queue
	ADD COLUMN prefer_last_agent boolean NOT NULL DEFAULT false,
	ADD COLUMN wait_last_agent_ms integer NOT NULL DEFAULT 0 CHECK (wait_last_agent_ms BETWEEN 0 AND 600000);
CREATE INDEX queue_prefers ON routing.queue (tenant) WHERE prefer_last_agent;
