-- expand: schema presence: login sessions, their streams, chosen statuses and their history.
SET LOCAL ROLE own_presence;

CREATE SEQUENCE presence.session_id;
CREATE TABLE presence.session (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('presence.session_id'),
	user_id bigint NOT NULL,
	app text NOT NULL CHECK (app IN ('workspace', 'work', 'admin')),
	token_hash bytea NOT NULL UNIQUE,        -- sha256 of the token
	opened_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	revoked_at timestamptz,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, id)
);
CREATE INDEX session_of_user ON presence.session (tenant, user_id);
CREATE INDEX session_expires ON presence.session (expires_at);

-- A workspace session at one chatd instance (boot); boot 0: logged in, no stream opened yet.
-- A row goes when its deadline `gone_at` or the session's end has passed, or the session
-- lives elsewhere.
CREATE TABLE presence.stream (
	tenant bigint NOT NULL,
	session bigint NOT NULL,
	boot bigint NOT NULL,
	agent bigint NOT NULL,
	state text NOT NULL CHECK (state IN ('live', 'stale', 'closed')),
	stale_since timestamptz,
	lost_at timestamptz,
	gone_at timestamptz,
	ends_at timestamptz NOT NULL,            -- the session's expires_at
	due_at timestamptz NOT NULL,             -- the next of lost_at, gone_at, ends_at
	PRIMARY KEY (tenant, session, boot),
	CHECK ((state = 'live') = (gone_at IS NULL)),
	CHECK ((gone_at IS NULL) = (lost_at IS NULL) AND (gone_at IS NULL) = (stale_since IS NULL))
);
CREATE INDEX stream_agent ON presence.stream (tenant, agent);
CREATE INDEX stream_boot ON presence.stream (boot) WHERE state = 'live';
CREATE INDEX stream_due ON presence.stream (due_at);

-- The status an agent chose or was put in, who did it, why, when. `lease` is the last state of
-- the lease that routing was told.
CREATE TABLE presence.agent_status (
	tenant bigint NOT NULL,
	agent bigint NOT NULL,
	chosen text NOT NULL DEFAULT 'logged_out'
		CHECK (chosen IN ('logged_out', 'available', 'work_offline', 'on_break', 'busy')),
	stop_new boolean NOT NULL DEFAULT false,
	code bigint,
	since timestamptz NOT NULL,
	set_by text NOT NULL DEFAULT 'rule' CHECK (set_by IN ('agent', 'supervisor', 'rule')),
	set_by_user bigint,
	reason text NOT NULL DEFAULT 'new',      -- of a rule: "login", "lease_logout", "offer_expired"
	until timestamptz,
	lease text NOT NULL DEFAULT 'none' CHECK (lease IN ('none', 'live', 'stale', 'lost', 'gone')),
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, agent),
	CHECK (NOT stop_new OR chosen = 'available')
) WITH (fillfactor = 50);

CREATE TABLE presence.status_change (
	tenant bigint NOT NULL,
	agent bigint NOT NULL,
	at timestamptz NOT NULL,
	former text NOT NULL,
	former_stop_new boolean NOT NULL,
	chosen text NOT NULL,
	stop_new boolean NOT NULL,
	code bigint,
	set_by text NOT NULL,
	set_by_user bigint,
	reason text,
	PRIMARY KEY (tenant, agent, at)
) PARTITION BY RANGE (at);
