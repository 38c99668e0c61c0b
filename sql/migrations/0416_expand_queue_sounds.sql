-- expand: a queue of calls has sounds of its own beside the greeting of its voicemail (SP-10): what callers hear as they come, while they
-- wait, and last.
SET LOCAL ROLE own_voice;

ALTER TABLE voice.greeting
	ADD COLUMN use text NOT NULL DEFAULT 'voicemail',
	ADD CONSTRAINT greeting_use CHECK (use IN ('welcome', 'music', 'waiting', 'closed', 'overflow', 'callback', 'voicemail')),
	ADD CONSTRAINT greeting_use_of_queue CHECK (use = 'voicemail' OR queue IS NOT NULL);
DROP INDEX voice.greeting_of_queue;
CREATE UNIQUE INDEX greeting_of_queue ON voice.greeting (tenant, queue, use) WHERE queue IS NOT NULL;

RESET ROLE;
