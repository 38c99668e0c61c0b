-- expand: roles, schemas, the settings of this database, and the tables that the
-- migration tool itself writes.
--
-- Roles belong to the whole server, so each is made only where it is missing.
-- own_*  owns a schema and its functions; nobody logs in as it.
-- tl_*   is what a daemon logs in as: reads its own schemas and others' v_ views,
--        writes nothing itself, executes the functions that zz_grants.sql lists.
CREATE FUNCTION pg_temp.role_make(name text, option text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
		EXECUTE format('CREATE ROLE %I %s', name, option);
	END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
	NULL; -- another database of this server is migrated at the same time
END $$;

DO $$
DECLARE
	r text;
BEGIN
	IF getdatabaseencoding() <> 'UTF8' THEN
		RAISE EXCEPTION 'the database must have encoding UTF8, not %', getdatabaseencoding();
	END IF;
	FOREACH r IN ARRAY '{own_ops,own_presence,own_routing,own_sms,own_messaging}'::text[] LOOP
		PERFORM pg_temp.role_make(r, 'NOLOGIN');
		IF NOT pg_has_role(current_user, r, 'MEMBER') THEN
			EXECUTE format('GRANT %I TO CURRENT_USER', r);
		END IF;
	END LOOP;
	FOREACH r IN ARRAY '{tl_presenced,tl_routerd,tl_smsgw,tl_chatd,tl_reader}'::text[] LOOP
		PERFORM pg_temp.role_make(r, 'LOGIN');
	END LOOP;
	-- The one role that may move the clock of a database made with --test-clock.
	PERFORM pg_temp.role_make('tl_test', 'NOLOGIN');
END $$;
DROP FUNCTION pg_temp.role_make;

-- Times are told in UTC everywhere; a paused or vanished daemon gives its locks back (rule 6);
-- a deadlock is a bug that should be seen within 50 ms (rule 1).
DO $$
DECLARE
	r text;
	db text := current_database();
BEGIN
	EXECUTE format('ALTER DATABASE %I SET timezone = ''UTC''', db);
	EXECUTE format('ALTER DATABASE %I SET datestyle = ''ISO, YMD''', db);
	EXECUTE format('ALTER DATABASE %I SET intervalstyle = ''postgres''', db);
	EXECUTE format('ALTER DATABASE %I SET jit = off', db); -- its start-up costs more than any statement here
	EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', db);
	FOREACH r IN ARRAY '{tl_presenced,tl_routerd,tl_smsgw,tl_chatd}'::text[] LOOP
		EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', db, r);
		EXECUTE format('ALTER ROLE %I IN DATABASE %I SET idle_in_transaction_session_timeout = ''1s''', r, db);
		EXECUTE format('ALTER ROLE %I IN DATABASE %I SET lock_timeout = ''2s''', r, db);
		EXECUTE format('ALTER ROLE %I IN DATABASE %I SET default_transaction_isolation = ''read committed''', r, db);
		-- Each statement is planned once a session, not five times more, nor anew at each call where a month's
		-- partition looks cheap: a statement must be good for any of its parameters.
		EXECUTE format('ALTER ROLE %I IN DATABASE %I SET plan_cache_mode = ''force_generic_plan''', r, db);
		IF current_setting('is_superuser')::boolean THEN
			EXECUTE format('ALTER ROLE %I IN DATABASE %I SET deadlock_timeout = ''50ms''', r, db);
		ELSE
			RAISE WARNING 'deadlock_timeout of % needs a superuser: ALTER ROLE % SET deadlock_timeout = ''50ms''', r, r;
		END IF;
	END LOOP;
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO tl_reader', db);
	EXECUTE format('ALTER ROLE tl_reader IN DATABASE %I SET default_transaction_read_only = on', db);
	EXECUTE format('ALTER ROLE tl_reader IN DATABASE %I SET statement_timeout = ''30s''', db);
	EXECUTE format('ALTER ROLE tl_reader IN DATABASE %I SET idle_in_transaction_session_timeout = ''60s''', db);
END $$;

CREATE SCHEMA ops AUTHORIZATION own_ops;
CREATE SCHEMA directory AUTHORIZATION own_presence;
CREATE SCHEMA presence AUTHORIZATION own_presence;
CREATE SCHEMA routing AUTHORIZATION own_routing;
CREATE SCHEMA sms AUTHORIZATION own_sms;
CREATE SCHEMA messaging AUTHORIZATION own_messaging;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA ops TO tl_test;
GRANT USAGE ON SCHEMA ops, directory, presence, routing, sms, messaging
	TO own_ops, own_presence, own_routing, own_sms, own_messaging,
	tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_reader;

-- Nobody executes what isn't granted by name.
ALTER DEFAULT PRIVILEGES FOR ROLE own_ops, own_presence, own_routing, own_sms, own_messaging
	REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
-- A daemon reads its own schemas, the reader all of them.
ALTER DEFAULT PRIVILEGES FOR ROLE own_ops, own_presence, own_routing, own_sms, own_messaging
	GRANT SELECT ON TABLES TO tl_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE own_presence GRANT SELECT ON TABLES TO tl_presenced;
ALTER DEFAULT PRIVILEGES FOR ROLE own_routing GRANT SELECT ON TABLES TO tl_routerd;
ALTER DEFAULT PRIVILEGES FOR ROLE own_sms GRANT SELECT ON TABLES TO tl_smsgw;
ALTER DEFAULT PRIVILEGES FOR ROLE own_messaging GRANT SELECT ON TABLES TO tl_chatd;

SET LOCAL ROLE own_ops;

CREATE TABLE ops.migration (
	name text PRIMARY KEY,                  -- file name without .sql
	kind text NOT NULL CHECK (kind IN ('expand', 'contract')),
	checksum text NOT NULL,                 -- sha256 of the file, hex
	applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE ops.function_file (
	path text PRIMARY KEY,                  -- under sql/functions
	checksum text NOT NULL,
	applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
