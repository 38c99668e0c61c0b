-- expand: recordings of queues' calls (SP-15): how a queue wants them, what a call's is now, where the sealed sound of each lies.
SET LOCAL ROLE own_routing;

ALTER TABLE routing.queue
	ADD COLUMN record_announce boolean NOT NULL DEFAULT true,   -- callers are told before they talk
	ADD COLUMN record_required boolean NOT NULL DEFAULT false,  -- a call that can't be recorded ends
	ADD COLUMN record_pause_s integer NOT NULL DEFAULT 180 CHECK (record_pause_s BETWEEN 10 AND 1800), -- a pause ends by itself
	ADD COLUMN record_days integer CHECK (record_days BETWEEN 1 AND 36500), -- how long they are kept; null: as the tenant keeps them
	ADD CONSTRAINT queue_recording_is_voice CHECK (medium = 'voice' OR record_announce AND NOT record_required AND record_pause_s = 180
		AND record_days IS NULL);

RESET ROLE;
SET LOCAL ROLE own_voice;

-- Of whoever talks now; null: not recorded.
ALTER TABLE voice.call ADD COLUMN recording text CHECK (recording IN ('on', 'paused', 'failed'));

-- The sealed file lies in the folder of the voiced of that name. A row without one is from before there were any.
ALTER TABLE voice.recording
	ADD COLUMN place text CHECK (length(place) BETWEEN 1 AND 64),
	ADD COLUMN file text CHECK (file ~ '^[a-z0-9-]{1,80}$'),
	ADD COLUMN bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0),
	ADD COLUMN cut_off boolean NOT NULL DEFAULT false,          -- its daemon died, or the disk was full: the end is missing
	ADD CONSTRAINT recording_file CHECK ((place IS NULL) = (file IS NULL));
CREATE UNIQUE INDEX recording_of_file ON voice.recording (place, file) WHERE file IS NOT NULL;
CREATE INDEX recording_interaction ON voice.recording (tenant, interaction, at) WHERE interaction IS NOT NULL;
CREATE INDEX recording_place ON voice.recording (place, tenant, at) WHERE place IS NOT NULL;

-- Files whose row is gone, until their voiced has deleted them.
CREATE TABLE voice.recording_gone (
	tenant bigint NOT NULL,
	id bigint NOT NULL,
	place text NOT NULL,
	file text NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (place, file)
);

-- Who has listened lately: one line of the audit log is for so many requests of a browser that plays it.
CREATE TABLE voice.listening (
	tenant bigint NOT NULL,
	recording bigint NOT NULL,
	listener bigint NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, recording, listener)
);
CREATE INDEX listening_age ON voice.listening (at);

DROP FUNCTION IF EXISTS voice.recording_add(bigint, bigint, text, integer, bigint, bigint, text, text, timestamptz, bigint);
DROP FUNCTION IF EXISTS voice.recordings_list(bigint, bigint, text, text, bigint, text, integer);
DROP FUNCTION IF EXISTS voice.queue_sound(bigint, bigint);
