-- expand: browsers as phones (SP-8): what opens their socket, and where they are reached.
SET LOCAL ROLE own_voice;

-- Opens one socket of one login, once, soon.
CREATE TABLE voice.phone_token (
	hash bytea PRIMARY KEY CHECK (length(hash) = 32),
	tenant bigint NOT NULL,
	session bigint NOT NULL,
	owner bigint NOT NULL,
	side voice.side NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX phone_token_expires ON voice.phone_token (expires_at);
CREATE INDEX phone_token_session ON voice.phone_token (tenant, session);

-- A page that is a phone now: one row for each socket that has registered, by the socket's random id.
CREATE TABLE voice.browser (
	tenant bigint NOT NULL,
	id bigint NOT NULL,
	owner bigint NOT NULL,
	side voice.side NOT NULL,
	session bigint NOT NULL,
	name text NOT NULL CHECK (length(name) <= 40),
	contact text NOT NULL CHECK (length(contact) BETWEEN 1 AND 512),
	source text NOT NULL CHECK (length(source) BETWEEN 1 AND 64),
	agent text NOT NULL DEFAULT '' CHECK (length(agent) <= 200),
	instance text NOT NULL CHECK (length(instance) <= 64),
	boot bigint NOT NULL,                    -- the process that holds the socket: with it the browser is gone
	at timestamptz NOT NULL,
	renewed_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	PRIMARY KEY (tenant, id)
) WITH (fillfactor = 70);
CREATE INDEX browser_owner ON voice.browser (tenant, owner, side);
CREATE INDEX browser_expires ON voice.browser (expires_at);
