-- expand: role tl_voiced, the daemon that speaks SIP; the phones that may register with it (SP-9).
-- Rules: consistency.md 1, 25, 31, 32.

DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tl_voiced') THEN
		BEGIN
			CREATE ROLE tl_voiced LOGIN;
		EXCEPTION WHEN duplicate_object OR unique_violation THEN
			NULL; -- another database of this server is migrated at the same time
		END;
	END IF;
END $$;

DO $$
DECLARE
	db text := current_database();
BEGIN
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO tl_voiced', db);
	EXECUTE format('ALTER ROLE tl_voiced IN DATABASE %I SET idle_in_transaction_session_timeout = ''1s''', db);
	EXECUTE format('ALTER ROLE tl_voiced IN DATABASE %I SET lock_timeout = ''2s''', db);
	EXECUTE format('ALTER ROLE tl_voiced IN DATABASE %I SET default_transaction_isolation = ''read committed''', db);
	EXECUTE format('ALTER ROLE tl_voiced IN DATABASE %I SET plan_cache_mode = ''force_generic_plan''', db);
	IF current_setting('is_superuser')::boolean THEN
		EXECUTE format('ALTER ROLE tl_voiced IN DATABASE %I SET deadlock_timeout = ''50ms''', db);
	ELSE
		RAISE WARNING 'deadlock_timeout of tl_voiced needs a superuser: ALTER ROLE tl_voiced SET deadlock_timeout = ''50ms''';
	END IF;
END $$;

GRANT USAGE ON SCHEMA ops, directory, presence, routing, messaging, voice TO tl_voiced;
ALTER DEFAULT PRIVILEGES FOR ROLE own_voice GRANT SELECT ON TABLES TO tl_voiced;

SET LOCAL ROLE own_voice;
GRANT SELECT ON ALL TABLES IN SCHEMA voice TO tl_voiced;

-- A phone of a user: it registers by digest under a name of its own, which no person ever types. Both hashes of
-- (name, realm, password) are there, sealed; the challenge asks for the one that the phone knows (RFC 8760).
CREATE SEQUENCE voice.device_id;
CREATE TABLE voice.device (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('voice.device_id'),
	owner bigint NOT NULL,
	side voice.side NOT NULL,
	label text NOT NULL CHECK (length(label) BETWEEN 1 AND 80),
	username text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9]{8,32}$'),
	algorithm text NOT NULL CHECK (algorithm IN ('SHA-256', 'MD5')),
	secret bytea NOT NULL,                   -- ciphertext: key id, nonce, tag (rule 32) of the hash that the algorithm needs
	made_at timestamptz NOT NULL,
	rotated_at timestamptz NOT NULL,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, id)
);
CREATE INDEX device_owner ON voice.device (tenant, owner, side);

-- Where a device is reached now. Rewritten at each registration; what has expired is swept.
CREATE TABLE voice.binding (
	tenant bigint NOT NULL,
	device bigint NOT NULL,
	contact text NOT NULL CHECK (length(contact) BETWEEN 1 AND 512),
	source text NOT NULL CHECK (length(source) BETWEEN 1 AND 64),
	transport text NOT NULL CHECK (transport IN ('udp', 'tcp', 'tls', 'ws')),
	agent text NOT NULL DEFAULT '' CHECK (length(agent) <= 200), -- User-Agent
	instance text NOT NULL CHECK (length(instance) <= 64),       -- the voiced that took it
	at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	PRIMARY KEY (tenant, device, contact),
	FOREIGN KEY (tenant, device) REFERENCES voice.device ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX binding_expires ON voice.binding (expires_at);
