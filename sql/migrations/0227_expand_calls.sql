-- expand: schema voice: the call log, voicemails, recordings (CT-14, SP-13 to SP-15). Their tables and owner functions stand
-- before the daemon that takes calls; presenced reads them for the pages until then. How long each is kept.

-- ---- the owner and its schema, as 0030 makes hooks ----
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'own_voice') THEN
		BEGIN
			CREATE ROLE own_voice NOLOGIN;
		EXCEPTION WHEN duplicate_object OR unique_violation THEN
			NULL; -- another database of this server is migrated at the same time
		END;
	END IF;
	IF NOT pg_has_role(current_user, 'own_voice', 'MEMBER') THEN
		GRANT own_voice TO CURRENT_USER;
	END IF;
END $$;

CREATE SCHEMA voice AUTHORIZATION own_voice;
GRANT USAGE ON SCHEMA ops, directory, presence, routing, messaging TO own_voice;
GRANT USAGE ON SCHEMA voice TO own_ops, own_presence, own_routing, own_messaging, tl_presenced, tl_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE own_voice REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE own_voice GRANT SELECT ON TABLES TO tl_reader;

SET LOCAL ROLE own_ops;
GRANT USAGE ON SEQUENCE ops.event_id TO own_voice;

RESET ROLE;
SET LOCAL ROLE own_presence;
-- Days that each is kept; null: for ever.
ALTER TABLE directory.tenant
	ADD COLUMN call_log_days integer DEFAULT 365 CONSTRAINT tenant_call_log_days CHECK (call_log_days BETWEEN 1 AND 36500),
	ADD COLUMN voicemail_days integer DEFAULT 365 CONSTRAINT tenant_voicemail_days CHECK (voicemail_days BETWEEN 1 AND 36500),
	ADD COLUMN recording_days integer DEFAULT 90 CONSTRAINT tenant_recording_days CHECK (recording_days BETWEEN 1 AND 36500);

RESET ROLE;
SET LOCAL ROLE own_voice;

CREATE DOMAIN voice.side AS text CHECK (VALUE IN ('work', 'agent'));

-- One row an account and call. A call's steps may come in any order and more than once: each sets its own columns, once.
CREATE SEQUENCE voice.call_id;
CREATE TABLE voice.call_log (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('voice.call_id'),
	owner bigint NOT NULL,
	side voice.side NOT NULL,
	call text NOT NULL CHECK (length(call) BETWEEN 1 AND 128),
	direction text NOT NULL CHECK (direction IN ('in', 'out')),
	number text CHECK (number ~ '^\+?[0-9*#]{1,20}$'),  -- of the other party; null: withheld, or a colleague's extension
	shown text NOT NULL DEFAULT '' CHECK (length(shown) <= 80),
	user_id bigint,                                      -- the colleague who is the other party
	began_at timestamptz NOT NULL,
	answered_at timestamptz,
	ended_at timestamptz,
	cause text CHECK (cause IN ('normal', 'no_answer', 'busy', 'declined', 'cancelled', 'failed', 'elsewhere', 'voicemail', 'voice_lost')),
	missed boolean GENERATED ALWAYS AS (direction = 'in' AND answered_at IS NULL AND ended_at IS NOT NULL
		AND cause NOT IN ('declined', 'elsewhere')) STORED,
	PRIMARY KEY (tenant, id),
	UNIQUE (tenant, owner, side, call),
	CHECK ((ended_at IS NULL) = (cause IS NULL))
);
CREATE INDEX call_log_owner ON voice.call_log (tenant, owner, side, began_at, id);
CREATE INDEX call_log_missed ON voice.call_log (tenant, owner, side, began_at, id) WHERE missed;
CREATE INDEX call_log_age ON voice.call_log (tenant, began_at);
-- A row that its owner deleted stays away, whatever step of its call comes again.
CREATE TABLE voice.call_gone (
	tenant bigint NOT NULL,
	owner bigint NOT NULL,
	side voice.side NOT NULL,
	call text NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, owner, side, call)
);
CREATE INDEX call_gone_age ON voice.call_gone (at);

-- What a caller said to somebody's voicemail; its sound is a messaging.file.
CREATE SEQUENCE voice.voicemail_id;
CREATE TABLE voice.voicemail (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('voice.voicemail_id'),
	owner bigint NOT NULL,
	side voice.side NOT NULL,
	call text NOT NULL CHECK (length(call) BETWEEN 1 AND 128),
	number text CHECK (number ~ '^\+?[0-9*#]{1,20}$'),
	shown text NOT NULL DEFAULT '' CHECK (length(shown) <= 80),
	user_id bigint,
	at timestamptz NOT NULL,
	duration_ms bigint NOT NULL CHECK (duration_ms BETWEEN 0 AND 86400000),
	type text NOT NULL CHECK (type IN ('audio/ogg', 'audio/mpeg', 'audio/wav')),
	file bigint NOT NULL,
	read_at timestamptz,
	PRIMARY KEY (tenant, id),
	UNIQUE (tenant, owner, side, call)
);
CREATE INDEX voicemail_owner ON voice.voicemail (tenant, owner, side, at, id);
CREATE INDEX voicemail_file ON voice.voicemail (tenant, file);
CREATE INDEX voicemail_age ON voice.voicemail (tenant, at);

-- That a queue's call was recorded. Where its sound lies, sealed, is the business of who records (SP-15).
CREATE SEQUENCE voice.recording_id;
CREATE TABLE voice.recording (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('voice.recording_id'),
	agent bigint NOT NULL,
	call text NOT NULL CHECK (length(call) BETWEEN 1 AND 128),
	part smallint NOT NULL DEFAULT 1,                    -- a pause begins another one
	interaction bigint,
	queue bigint,
	number text CHECK (number ~ '^\+?[0-9*#]{1,20}$'),
	shown text NOT NULL DEFAULT '' CHECK (length(shown) <= 80),
	at timestamptz NOT NULL,
	duration_ms bigint NOT NULL CHECK (duration_ms BETWEEN 0 AND 86400000),
	PRIMARY KEY (tenant, id),
	UNIQUE (tenant, agent, call, part)
);
CREATE INDEX recording_agent ON voice.recording (tenant, agent, at, id);
CREATE INDEX recording_age ON voice.recording (tenant, at, id);
