-- expand: schema hooks: webhooks out (IN-1, IN-2), what an event is called, the kind 'hook' of a holder.
-- Rules: consistency.md 3, 13, 20, 25, 31, 32.

-- ---- roles and schema, as 0001 makes the others ----
DO $$
DECLARE
	r text;
BEGIN
	FOR r IN SELECT name || ' ' || option FROM (VALUES ('own_hooks', 'NOLOGIN'), ('tl_hookd', 'LOGIN')) AS v (name, option)
		WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = v.name)
	LOOP
		BEGIN
			EXECUTE 'CREATE ROLE ' || r;
		EXCEPTION WHEN duplicate_object OR unique_violation THEN
			NULL; -- another database of this server is migrated at the same time
		END;
	END LOOP;
	IF NOT pg_has_role(current_user, 'own_hooks', 'MEMBER') THEN
		GRANT own_hooks TO CURRENT_USER;
	END IF;
END $$;

DO $$
DECLARE
	db text := current_database();
BEGIN
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO tl_hookd', db);
	EXECUTE format('ALTER ROLE tl_hookd IN DATABASE %I SET idle_in_transaction_session_timeout = ''1s''', db);
	EXECUTE format('ALTER ROLE tl_hookd IN DATABASE %I SET lock_timeout = ''2s''', db);
	EXECUTE format('ALTER ROLE tl_hookd IN DATABASE %I SET default_transaction_isolation = ''read committed''', db);
	EXECUTE format('ALTER ROLE tl_hookd IN DATABASE %I SET plan_cache_mode = ''force_generic_plan''', db);
	IF current_setting('is_superuser')::boolean THEN
		EXECUTE format('ALTER ROLE tl_hookd IN DATABASE %I SET deadlock_timeout = ''50ms''', db);
	ELSE
		RAISE WARNING 'deadlock_timeout of tl_hookd needs a superuser: ALTER ROLE tl_hookd SET deadlock_timeout = ''50ms''';
	END IF;
END $$;

CREATE SCHEMA hooks AUTHORIZATION own_hooks;
GRANT USAGE ON SCHEMA ops, directory, presence, routing, sms, messaging TO own_hooks, tl_hookd;
GRANT USAGE ON SCHEMA hooks TO own_ops, own_hooks, tl_hookd, tl_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE own_hooks REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE own_hooks GRANT SELECT ON TABLES TO tl_reader, tl_hookd;

-- ---- ops: what an event is called, who delivers ----
SET LOCAL ROLE own_ops;
-- "interaction.assigned": what integrators are told (ops.emit_public); null: not told to them.
ALTER TABLE ops.event ADD COLUMN type text;
ALTER TABLE ops.holder DROP CONSTRAINT holder_kind_check;
ALTER TABLE ops.holder ADD CONSTRAINT holder_kind_check CHECK (kind IN ('shard', 'group', 'hook'));
GRANT USAGE ON SEQUENCE ops.event_id TO own_hooks;

-- ---- hooks ----
RESET ROLE;
SET LOCAL ROLE own_hooks;

-- Where a tenant's events go. types: '*', 'interaction.*', 'interaction.assigned'.
CREATE SEQUENCE hooks.endpoint_id;
CREATE TABLE hooks.endpoint (
	tenant bigint NOT NULL,
	id bigint NOT NULL UNIQUE,
	url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
	description text NOT NULL DEFAULT '' CHECK (length(description) <= 500),
	types text[] NOT NULL CHECK (cardinality(types) BETWEEN 1 AND 64),
	enabled boolean NOT NULL,
	disabled_reason text CHECK (disabled_reason IN ('administrator', 'gone')),
	secret bytea NOT NULL,                  -- ciphertext: key id, nonce, tag (rule 32)
	former_secret bytea,                    -- signs too until former_until
	former_until timestamptz,
	created_at timestamptz NOT NULL,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, id)
);

-- How far an endpoint has come in the feed (rule 20): all up to (pos, event) is delivered or parked.
CREATE TABLE hooks.position (
	tenant bigint NOT NULL,
	endpoint bigint NOT NULL,
	pos bigint NOT NULL,
	event bigint NOT NULL,
	ahead jsonb NOT NULL DEFAULT '[]',      -- events behind it that are delivered or parked, for something before them is under way
	paused boolean NOT NULL DEFAULT false,  -- too many are parked: the feed waits
	delivered_at timestamptz,
	failed_at timestamptz,
	failure text,
	PRIMARY KEY (tenant, endpoint)
) WITH (fillfactor = 50);

-- What failed, and what came later in the same thread and waits for it. due_at: of a thread's
-- first event only.
CREATE TABLE hooks.parked (
	tenant bigint NOT NULL,
	endpoint bigint NOT NULL,
	pos bigint NOT NULL,
	event bigint NOT NULL,
	at timestamptz NOT NULL,
	kind smallint NOT NULL,
	key bigint NOT NULL,
	type text NOT NULL,
	thread text NOT NULL,
	attempt integer NOT NULL,
	parked_at timestamptz NOT NULL,
	due_at timestamptz,
	PRIMARY KEY (tenant, endpoint, pos, event)
);
CREATE INDEX parked_due ON hooks.parked (tenant, endpoint, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX parked_thread ON hooks.parked (tenant, endpoint, thread, pos, event);

-- What could not be delivered in time. Kept 30 days, to be sent again.
CREATE TABLE hooks.dead (
	tenant bigint NOT NULL,
	endpoint bigint NOT NULL,
	pos bigint NOT NULL,
	event bigint NOT NULL,
	at timestamptz NOT NULL,
	kind smallint NOT NULL,
	key bigint NOT NULL,
	type text NOT NULL,
	thread text NOT NULL,
	attempt integer NOT NULL,
	died_at timestamptz NOT NULL,
	PRIMARY KEY (tenant, endpoint, pos, event)
);
CREATE INDEX dead_at ON hooks.dead (died_at);

-- Each try: ids and figures, no bodies (rule 31).
CREATE SEQUENCE hooks.attempt_id;
CREATE TABLE hooks.attempt (
	tenant bigint NOT NULL,
	endpoint bigint NOT NULL,
	at timestamptz NOT NULL,
	id bigint NOT NULL DEFAULT nextval('hooks.attempt_id'),
	event bigint NOT NULL,
	type text NOT NULL,
	attempt integer NOT NULL,
	result text NOT NULL CHECK (result IN ('delivered', 'refused', 'no_answer', 'unreachable', 'address_refused')),
	status smallint,
	duration_ms integer NOT NULL,
	PRIMARY KEY (tenant, endpoint, at, id)
) PARTITION BY RANGE (at);

-- The two functions of months that 0002 makes for each schema.
CREATE FUNCTION hooks.partitions_make(since timestamptz, until timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made integer := 0;
	statement text;
BEGIN
	FOR statement IN SELECT ops.partition_ddl('hooks', since, until) LOOP
		EXECUTE statement;
		made := made + 1;
	END LOOP;
	RETURN made;
END $$;
GRANT EXECUTE ON FUNCTION hooks.partitions_make TO own_ops;
CREATE FUNCTION hooks.partition_drop(table_name text, keep_days integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s'
AS $$
DECLARE
	oldest text := (SELECT o.name FROM ops.partition_oldest('hooks', table_name, keep_days) AS o);
BEGIN
	IF oldest IS NULL THEN
		RETURN 0;
	END IF;
	EXECUTE format('LOCK TABLE ONLY hooks.%I IN SHARE UPDATE EXCLUSIVE MODE', table_name);
	PERFORM set_config('lock_timeout', '100ms', true);
	EXECUTE 'DROP TABLE IF EXISTS ' || oldest;
	RETURN 1;
EXCEPTION WHEN lock_not_available THEN
	RETURN 0;
END $$;
