-- expand: texts to a Work user's own number (CT-16, CT-12): a channel that is a user's, conversations that are their owner's alone.
-- docs/decisions/0042-texts-of-a-user.md
SET LOCAL ROLE own_presence;

-- Whose own number it is; null: a channel of the contact center. No UNIQUE: what tells channels apart in files is the name (ops.config_unique).
ALTER TABLE directory.channel
	ADD COLUMN user_id bigint,
	ADD CONSTRAINT channel_user FOREIGN KEY (tenant, user_id) REFERENCES directory.app_user,
	ADD CONSTRAINT channel_user_texts CHECK (user_id IS NULL OR medium = 'sms'),
	ADD CONSTRAINT channel_user_one EXCLUDE USING btree (tenant WITH =, user_id WITH =);

-- A text is begun from a card, after the chat and before the meeting.
UPDATE directory.card_action SET position = 100 + position * 10;
INSERT INTO directory.card_action (position, action, needs, lacks, targets) VALUES
	(125, 'text', '{texts,textable}', '{oneself}', 'text');

RESET ROLE;
SET LOCAL ROLE own_messaging;

-- owner: the user whose texts these are; null: the contact center's, or between accounts. blocked: what came from somebody whom
-- the owner had blocked: kept apart, out of sight, one such conversation a number.
ALTER TABLE messaging.conversation
	ADD COLUMN owner bigint,
	ADD COLUMN blocked boolean NOT NULL DEFAULT false;
CREATE INDEX conversation_owner ON messaging.conversation (tenant, owner, id) WHERE owner IS NOT NULL;
CREATE UNIQUE INDEX conversation_blocked ON messaging.conversation (tenant, channel, number) WHERE blocked AND erased_at IS NULL;
