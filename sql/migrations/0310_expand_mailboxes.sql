-- expand: voicemail for real (SP-14, SP-7, RT-8, RT-9): sealed sound, mailboxes of queues, greetings of one's own, how many are new.
SET LOCAL ROLE own_voice;

-- A message is somebody's (owner and side), or a queue's: then it is those agents' who serve it. Its sound is sealed for `place`.
-- What was deleted comes back for a day.
ALTER TABLE voice.voicemail
	ALTER COLUMN owner DROP NOT NULL,
	ALTER COLUMN side DROP NOT NULL,
	ADD COLUMN queue bigint,
	ADD COLUMN interaction bigint,
	ADD COLUMN place text CHECK (length(place) BETWEEN 1 AND 127),
	ADD COLUMN read_by bigint,
	ADD COLUMN deleted_at timestamptz,
	ADD CONSTRAINT voicemail_whose CHECK (num_nonnulls(owner, queue) = 1 AND (owner IS NULL) = (side IS NULL));
CREATE UNIQUE INDEX voicemail_of_queue_call ON voice.voicemail (tenant, queue, call) WHERE queue IS NOT NULL;
CREATE INDEX voicemail_of_queue ON voice.voicemail (tenant, queue, at, id) WHERE queue IS NOT NULL;
CREATE INDEX voicemail_deleted ON voice.voicemail (deleted_at) WHERE deleted_at IS NOT NULL;

-- How many messages a Work user has: what phones show (message-waiting) and the page's badge.
CREATE TABLE voice.mailbox (
	tenant bigint NOT NULL,
	owner bigint NOT NULL,
	unheard integer NOT NULL CHECK (unheard >= 0),
	heard integer NOT NULL CHECK (heard >= 0),
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, owner)
) WITH (fillfactor = 50);
INSERT INTO voice.mailbox (tenant, owner, unheard, heard)
SELECT v.tenant, v.owner, count(*) FILTER (WHERE v.read_at IS NULL), count(*) FILTER (WHERE v.read_at IS NOT NULL)
FROM voice.voicemail AS v WHERE v.side = 'work' GROUP BY v.tenant, v.owner;

-- What a Work user says to who leaves them a message; none: the standard words.
CREATE TABLE voice.greeting (
	tenant bigint NOT NULL,
	owner bigint NOT NULL,
	file bigint NOT NULL,
	place text NOT NULL CHECK (length(place) BETWEEN 1 AND 127),
	duration_ms bigint NOT NULL CHECK (duration_ms BETWEEN 0 AND 3600000),
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, owner)
);
CREATE INDEX greeting_file ON voice.greeting (tenant, file);

RESET ROLE;
SET LOCAL ROLE own_routing;
-- A queue of calls that is closed may take messages.
ALTER TABLE routing.queue
	DROP CONSTRAINT queue_closing_check,
	ADD CONSTRAINT queue_closing_check CHECK (closing IN ('keep', 'text', 'overflow', 'end', 'voicemail')),
	ADD CONSTRAINT queue_closing_voicemail_is_voice CHECK (closing <> 'voicemail' OR medium = 'voice');
