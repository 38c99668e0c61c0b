-- testing.sql: what the tests share: judging, other sessions, the clock, a small organisation.
-- Loaded by sql/test into the database that each test gets a copy of.
CREATE EXTENSION dblink;
CREATE SCHEMA test;

CREATE TABLE test.result (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	passed boolean NOT NULL,
	sentence text NOT NULL,
	detail text
);

CREATE FUNCTION test.ok(passed boolean, sentence text, detail text DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO test.result (passed, sentence, detail) VALUES (COALESCE(passed, false), sentence, detail)
$$;

CREATE FUNCTION test.is(got anyelement, wanted anyelement, sentence text) RETURNS void
LANGUAGE sql AS $$
	SELECT test.ok(got IS NOT DISTINCT FROM wanted, sentence,
		format('got %s, wanted %s', COALESCE(got::text, 'null'), COALESCE(wanted::text, 'null')))
$$;

-- Runs a statement that must fail with this SQLSTATE.
CREATE FUNCTION test.fails(statement text, state text, sentence text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	PERFORM test.ok(false, sentence, 'it did not fail');
EXCEPTION WHEN assert_failure OR OTHERS THEN
	PERFORM test.is(SQLSTATE::text, state, sentence);
END $$;

-- ---- other sessions ----

CREATE FUNCTION test.connect(name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM dblink_connect(name, format('host=%s user=postgres dbname=%s application_name=%s',
		split_part(current_setting('unix_socket_directories'), ',', 1), current_database(), name));
END $$;

-- The one value that a statement in another session answers.
CREATE FUNCTION test.ask(name text, statement text) RETURNS text
LANGUAGE sql AS $$ SELECT v.value FROM dblink(name, statement) AS v (value text) $$;

CREATE FUNCTION test.run(name text, statement text) RETURNS void
LANGUAGE plpgsql AS $$ BEGIN PERFORM dblink_exec(name, statement); END $$;

-- Sends a statement whose answer is read later with test.answer.
CREATE FUNCTION test.send(name text, statement text) RETURNS void
LANGUAGE plpgsql AS $$ BEGIN PERFORM dblink_send_query(name, statement); END $$;

CREATE FUNCTION test.answer(name text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	SELECT v.value INTO answer FROM dblink_get_result(name) AS v (value text);
	PERFORM FROM dblink_get_result(name) AS v (value text); -- frees the connection for the next
	RETURN answer;
END $$;

-- Waits until a session waits for a lock; false after 10 s.
CREATE FUNCTION test.waits(name text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	until timestamptz := clock_timestamp() + interval '10 s';
BEGIN
	WHILE clock_timestamp() < until LOOP
		PERFORM pg_stat_clear_snapshot();
		IF EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.application_name = waits.name AND a.wait_event_type = 'Lock') THEN
			RETURN true;
		ELSIF dblink_is_busy(name) = 0 THEN
			RETURN false; -- it has its answer: it never waited
		END IF;
		PERFORM pg_sleep(0.01);
	END LOOP;
	RETURN false;
END $$;

-- What session a does and has not committed, beside what session b does meanwhile (both connected): whether b waited, and its answer.
CREATE FUNCTION test.beside(first text, second text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	waited boolean;
BEGIN
	PERFORM test.run('a', 'BEGIN'), test.ask('a', format('SELECT (%s)::text', first));
	PERFORM test.send('b', format('SELECT (%s)::text', second));
	waited := test.waits('b');
	PERFORM test.run('a', 'COMMIT');
	RETURN concat_ws(' ', CASE WHEN waited THEN 'waited:' ELSE 'at once:' END, test.answer('b'));
END $$;

-- ---- the clock, and batches by hand ----

CREATE FUNCTION test.pass(span interval) RETURNS void
LANGUAGE sql AS $$ UPDATE ops.test_clock SET ahead = ahead + span $$;

-- From here on the clock is moved by test.pass, and by a microsecond with each look: it stands at
-- the moment before a deadline that a test put it to, however slow the machine is.
ALTER TABLE ops.test_clock ADD COLUMN held timestamptz;
CREATE SEQUENCE ops.test_looks;
ALTER SEQUENCE ops.test_looks OWNER TO own_ops;
CREATE OR REPLACE FUNCTION ops.clock() RETURNS timestamptz
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE(held + nextval('ops.test_looks') * interval '1 microsecond', clock_timestamp()) + ahead
	FROM ops.test_clock
$$;
CREATE FUNCTION test.hold() RETURNS void
LANGUAGE sql AS $$ UPDATE ops.test_clock SET held = clock_timestamp() $$;

CREATE FUNCTION test.agent_keys(tenant bigint, agent bigint, command bytea DEFAULT NULL) RETURNS bigint[]
LANGUAGE sql AS $$
	SELECT array_remove(ARRAY[ops.key('agent', tenant, agent::text), ops.key('command', tenant, encode(command, 'hex'))], NULL)
$$;

-- A command id that tells tests apart.
CREATE SEQUENCE test.command_id;
CREATE FUNCTION test.command() RETURNS bytea
LANGUAGE sql AS $$ SELECT substr(sha256(nextval('test.command_id')::text::bytea), 1, 16) $$;

-- ---- a small organisation: tenant 1, two groups; see who() for its people ----

CREATE FUNCTION test.organisation() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	tenant bigint := directory.tenant_create('Example');
	first bigint := directory.group_create(tenant, 'First');
	second bigint := directory.group_create(tenant, 'Second');
	boss bigint;
BEGIN
	PERFORM directory.user_create(tenant, 'ann', 'Ann', 'x', 'agent', true, false, first);
	PERFORM directory.user_create(tenant, 'ben', 'Ben', 'x', 'agent', true, false, second);
	boss := directory.user_create(tenant, 'sue', 'Sue', 'x', 'supervisor', true, false, first);
	PERFORM directory.supervision_add(tenant, boss, first);
	boss := directory.user_create(tenant, 'tom', 'Tom', 'x', 'supervisor', true, false, second);
	PERFORM directory.supervision_add(tenant, boss, second);
	PERFORM directory.user_create(tenant, 'eve', 'Eve', 'x', 'administrator', false, false, NULL);
	PERFORM directory.user_create(tenant, 'wim', 'Wim', 'x', 'agent', false, true, NULL);
END $$;

CREATE FUNCTION test.who(username text) RETURNS bigint
LANGUAGE sql AS $$ SELECT u.id FROM directory.app_user AS u WHERE u.username = who.username $$;

-- Log in to the workspace; answers the session's id. One transaction each, as a daemon would.
CREATE FUNCTION test.login(username text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	who bigint := test.who(username);
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, who, command));
	answer := presence.session_open(command, NULL, 1, who, 'workspace', sha256(command), 12 * 3600000);
	PERFORM ops.batch_end();
	RETURN (answer.body ->> 'session')::bigint;
END $$;

CREATE FUNCTION test.status_set(actor text, agent text, status text, stop_new boolean DEFAULT false, code bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, COALESCE(test.who(agent), 0), command));
	SELECT * INTO answer FROM presence.status_set(command, NULL, 1, COALESCE(test.who(agent), 0), status, stop_new, code,
		test.who(actor), (SELECT u.role FROM directory.app_user AS u WHERE u.username = actor));
	PERFORM ops.batch_end();
	RETURN answer;
END $$;

CREATE FUNCTION test.live(session bigint, boot bigint) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, (SELECT s.user_id FROM presence.session AS s WHERE s.id = session)));
	RETURN (presence.session_live(1, session, boot)).outcome;
END $$;

CREATE FUNCTION test.stale(session bigint, boot bigint, closed boolean DEFAULT false) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, (SELECT s.user_id FROM presence.session AS s WHERE s.id = session)));
	RETURN (presence.session_stale(1, session, boot, closed)).outcome;
END $$;

CREATE FUNCTION test.sweep(username text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(username)));
	RETURN (presence.lease_sweep(1, test.who(username))).outcome;
END $$;

-- "status/lease as presence has it/lease as the gate has it"
CREATE FUNCTION test.told(username text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s/%s/%s', a.chosen, a.lease, g.lease)
	FROM presence.agent_status AS a
	JOIN routing.v_agent AS g USING (tenant, agent)
	WHERE a.tenant = 1 AND a.agent = test.who(username) AND a.chosen = g.chosen AND a.stop_new = g.stop_new
$$;

-- What an agent decides in an emergency: exit, remain.
CREATE FUNCTION test.emergency_act(act text, who text DEFAULT 'ann') RETURNS ops.answer
LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	answer := presence.emergency_act(command, NULL, 1, test.who(who), act, 'agent');
	PERFORM ops.batch_end();
	RETURN answer;
END $$;

-- An interaction that the agent handles, as it stands after an accepted offer.
CREATE FUNCTION test.handle(username text, state text DEFAULT 'assigned') RETURNS bigint
LANGUAGE sql AS $$
	INSERT INTO routing.interaction (tenant, channel, conversation, state, queue, priority, entered_at, agent, assigned_at)
	VALUES (1, 1, 1, state, 1, 5, ops.clock(), test.who(username), ops.clock())
	RETURNING id
$$;
