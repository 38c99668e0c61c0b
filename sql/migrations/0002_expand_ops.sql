-- expand: schema ops: events and feed, commands, instances, holders, audit, settings.
SET LOCAL ROLE own_ops;

CREATE TABLE ops.setting (
	name text PRIMARY KEY,
	value text NOT NULL
);
INSERT INTO ops.setting VALUES ('test_clock', 'off');

-- Only a database made with --test-clock reads it (functions/ops/clock.test.sql).
CREATE TABLE ops.test_clock (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	ahead interval NOT NULL DEFAULT '0'
);
INSERT INTO ops.test_clock DEFAULT VALUES;
GRANT SELECT, UPDATE ON ops.test_clock TO tl_test;

-- What a function that serves a command answers, and the one shape of a thing.
CREATE TYPE ops.answer AS (outcome text, body jsonb, news jsonb, keys bigint[]);
CREATE TYPE ops.thing AS (version bigint, audience bigint[], state jsonb);

-- Events: thin rows, one for each change of a thing (consistency.md, 3). `at` is the
-- batch's time, `id` from one sequence, taken after the thing's key is locked.
CREATE SEQUENCE ops.event_id CACHE 1;
CREATE SEQUENCE ops.config_version CACHE 1;
CREATE TABLE ops.event (
	at timestamptz NOT NULL,
	xid xid8 NOT NULL,
	id bigint NOT NULL,
	tenant bigint NOT NULL,
	kind smallint NOT NULL,                 -- common/bus/messages.def
	key bigint NOT NULL,
	version bigint NOT NULL,
	PRIMARY KEY (at, xid, id)
) PARTITION BY RANGE (at);

-- One row for each committed batch that has events, until the sequencer has moved it.
CREATE TABLE ops.outbox (
	last_id bigint PRIMARY KEY,
	at timestamptz NOT NULL,
	xid xid8 NOT NULL
);
ALTER TABLE ops.outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- The order that followers see: pos without gaps.
CREATE TABLE ops.feed (
	pos bigint PRIMARY KEY,
	at timestamptz NOT NULL,
	xid xid8 NOT NULL,
	UNIQUE (at, xid)
);

-- How far the search for events without an outbox row has come (functions/ops/orphans_add.sql).
CREATE TABLE ops.sequencer (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	looked_at timestamptz NOT NULL DEFAULT '-infinity', -- last search
	done_to timestamptz NOT NULL DEFAULT '-infinity',   -- every event up to here is in the feed
	mark_at timestamptz,                    -- the next done_to, as soon as
	mark_xid xid8,                          -- every transaction below this one has ended
	orphans bigint NOT NULL DEFAULT 0       -- transactions added late, ever
) WITH (fillfactor = 50);
INSERT INTO ops.sequencer DEFAULT VALUES;

-- What a command answered, for 24 hours (rule 13).
CREATE DOMAIN ops.command_id AS bytea CHECK (length(VALUE) = 16);
CREATE TABLE ops.command (
	tenant bigint NOT NULL,
	command ops.command_id NOT NULL,
	fingerprint bytea,
	outcome text NOT NULL,
	body jsonb,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, command)
);
CREATE INDEX command_at ON ops.command (at);

-- Running processes. `beat` rises; an observer who sees the same value for too long by
-- its own clock calls it dead. No two clocks are compared (rule 9).
CREATE TABLE ops.instance (
	boot bigint PRIMARY KEY,
	name text NOT NULL,
	bus_url text NOT NULL,
	http_url text NOT NULL,
	release text NOT NULL,
	beat bigint NOT NULL DEFAULT 0,
	started_at timestamptz NOT NULL,
	beat_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Who chooses for a shard, who sends for a sender group (rules 6, 8). Epochs come from one
-- sequence, so (thing, epoch) tells a holding also without its kind.
CREATE SEQUENCE ops.holder_epoch CACHE 1;
CREATE TABLE ops.holder (
	kind text NOT NULL CHECK (kind IN ('shard', 'group')),
	thing bigint NOT NULL,
	boot bigint,                            -- null: given away
	epoch bigint NOT NULL,
	since timestamptz NOT NULL,
	PRIMARY KEY (kind, thing)
) WITH (fillfactor = 50);

-- A row of its own, so that a beat never waits for a batch that holds the fence.
CREATE TABLE ops.holder_beat (
	kind text NOT NULL,
	thing bigint NOT NULL,
	epoch bigint NOT NULL,
	beat bigint NOT NULL,
	PRIMARY KEY (kind, thing)
) WITH (fillfactor = 50);

-- Who did what to whom; added to by function only, never changed.
CREATE SEQUENCE ops.audit_id CACHE 1;
CREATE TABLE ops.audit (
	at timestamptz NOT NULL,
	id bigint NOT NULL,
	tenant bigint NOT NULL,
	actor bigint,                           -- user id; null: a rule
	actor_role text NOT NULL,
	action text NOT NULL,                   -- "status_set", "session_close"
	kind smallint NOT NULL,
	key bigint NOT NULL,
	detail jsonb NOT NULL,                  -- ids and states, no personal text
	PRIMARY KEY (tenant, at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_key ON ops.audit (tenant, kind, key, at);
CREATE INDEX audit_newest ON ops.audit (tenant, id);
GRANT SELECT ON ops.audit TO tl_presenced, own_presence;
GRANT USAGE ON SEQUENCE ops.event_id TO own_presence, own_routing, own_sms, own_messaging;

-- Each schema's owner makes the months of its own partitioned tables, and drops the oldest of a
-- table when it ended keep_days ago: one a call, without waiting for whoever reads it. Answers how
-- many. Messages and the audit log are kept.
RESET ROLE;
DO $$
DECLARE
	s record;
BEGIN
	FOR s IN
		SELECT n.nspname AS name, n.nspowner::regrole::text AS owner
		FROM pg_namespace AS n
		WHERE n.nspname IN ('ops', 'directory', 'presence', 'routing', 'sms', 'messaging')
	LOOP
		EXECUTE format('SET LOCAL ROLE %I', s.owner);
		EXECUTE format($f$
			CREATE FUNCTION %1$I.partitions_make(since timestamptz, until timestamptz) RETURNS integer
			LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
			AS $b$
			DECLARE
				made integer := 0;
				statement text;
			BEGIN
				FOR statement IN SELECT ops.partition_ddl(%1$L, since, until) LOOP
					EXECUTE statement;
					made := made + 1;
				END LOOP;
				RETURN made;
			END $b$ $f$, s.name);
		EXECUTE format('GRANT EXECUTE ON FUNCTION %I.partitions_make TO own_ops', s.name);
		IF s.name IN ('ops', 'presence', 'routing', 'sms') THEN
			EXECUTE format($f$
				CREATE FUNCTION %1$I.partition_drop(table_name text, keep_days integer) RETURNS integer
				LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s'
				AS $b$
				DECLARE
					oldest text := (SELECT o.name FROM ops.partition_oldest(%1$L, table_name, keep_days) AS o);
				BEGIN
					IF oldest IS NULL THEN
						RETURN 0;
					END IF;
					-- Waits for whoever makes or drops months, in nobody's way; then hardly at all, for
					-- who reads or writes would wait behind it.
					EXECUTE format('LOCK TABLE ONLY %1$I.%%I IN SHARE UPDATE EXCLUSIVE MODE', table_name);
					PERFORM set_config('lock_timeout', '100ms', true);
					EXECUTE 'DROP TABLE IF EXISTS ' || oldest;
					RETURN 1;
				EXCEPTION WHEN lock_not_available THEN
					RETURN 0;
				END $b$ $f$, s.name);
		END IF;
		EXECUTE 'RESET ROLE';
	END LOOP;
END $$;
