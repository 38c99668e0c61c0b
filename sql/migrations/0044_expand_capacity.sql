-- expand: an agent's capacity in hundredths of a conversation beside the count (SMS-4), and blending: whether
-- they take chats and a call at the same time.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.app_user
	ADD COLUMN load_limit integer CHECK (load_limit BETWEEN 100 AND 3600), -- null: 100 for each conversation of chat_limit
	ADD COLUMN blending boolean NOT NULL DEFAULT false;

RESET ROLE;
SET LOCAL ROLE own_routing;
ALTER TABLE routing.agent ADD COLUMN blending boolean NOT NULL DEFAULT false;
