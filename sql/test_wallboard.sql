-- The wallboard's cost at the design point (20-routing, "Bulk and limits"): 10,000 agents, 500 queues, a day's figures.
-- It reads counters, as many as it shows; while nothing has happened it reads next to nothing.
\ir testing_work.sql
SELECT test.pass((date_trunc('day', ops.clock() AT TIME ZONE 'UTC') + interval '42 hours') AT TIME ZONE 'UTC' - ops.clock()); -- an evening
SELECT ops.partitions_ensure();
SET session_replication_role = replica; -- configuration by the thousand: no triggers
INSERT INTO directory.agent_group (tenant, id, name) SELECT 1, 1000 + n, 'Group ' || n FROM generate_series(1, 100) AS n;
INSERT INTO directory.app_user (tenant, id, username, name, password_hash, role, has_seat, group_id)
	SELECT 1, 100000 + n, 'many' || n, 'Agent ' || lpad(n::text, 5, '0'), 'x', 'agent', true, 1001 + n % 100 FROM generate_series(1, 10000) AS n;
INSERT INTO presence.agent_status (tenant, agent, chosen, since, lease, set_by)
	SELECT 1, 100000 + n, 'available', ops.clock() - interval '3 hours', 'live', 'agent' FROM generate_series(1, 10000) AS n;
INSERT INTO presence.status_change (tenant, agent, at, former, former_stop_new, chosen, stop_new, set_by)
	SELECT 1, 100000 + n, ops.clock() - interval '3 hours', 'work_offline', false, 'available', false, 'agent' FROM generate_series(1, 10000) AS n;
INSERT INTO routing.agent (tenant, agent, chosen, lease, idle_since)
	SELECT 1, 100000 + n, 'available', 'live', ops.clock() FROM generate_series(1, 10000) AS n;
INSERT INTO routing.queue (tenant, id, name) SELECT 1, 1000 + n, 'Queue ' || lpad(n::text, 3, '0') FROM generate_series(1, 498) AS n;
INSERT INTO routing.member (tenant, queue, agent)
	SELECT 1, 1001 + (n * 7 + k * 53) % 498, 100000 + n FROM generate_series(1, 10000) AS n, generate_series(1, 4) AS k ON CONFLICT DO NOTHING;
INSERT INTO routing.queue_interval (tenant, queue, channel, at, offered, answered, answered_in_time, abandoned, abandoned_in_time, abandoned_short,
	left_otherwise, answer_wait_ms, abandon_wait_ms, handled, talk_ms, wrap_ms)
	SELECT 1, q.id, 1, routing.quarter(ops.clock()) - k * interval '15 minutes', 10, 8, 7, 2, 1, 0, 0, 80000, 20000, 8, 800000, 90000
	FROM routing.queue AS q, generate_series(1, 96) AS k;
INSERT INTO routing.agent_interval
	SELECT 1, 100000 + n, routing.quarter(ops.clock()) - k * interval '15 minutes', 1001 + n % 100, 900000, 0, 0, 600000, 300000, 900000, 600000, 0, 3, 900000, 3, 0, 0, 0
	FROM generate_series(1, 10000) AS n, generate_series(1, 24) AS k;
INSERT INTO routing.interaction (tenant, id, channel, conversation, queue, agent, state, entered_at, state_at, queued_at, answered_at, assigned_at, held_at)
	SELECT 1, 1000000 + n, 1, 1000000 + n, 1001 + n % 498, CASE WHEN n > 5000 THEN 100000 + n % 10000 + 1 END,
		CASE WHEN n > 5000 THEN 'assigned' ELSE 'waiting' END, c.at, c.at, c.at, CASE WHEN n > 5000 THEN c.at END, CASE WHEN n > 5000 THEN c.at END,
		CASE WHEN n > 5000 THEN c.at END
	FROM generate_series(1, 15000) AS n, LATERAL (SELECT ops.clock() - n % 600 * interval '1 second' AS at) AS c;
RESET session_replication_role;
UPDATE routing.report_progress SET closed_to = routing.quarter(ops.clock()), pos = ops.feed_head();
UPDATE directory.tenant SET time_zone = 'UTC' WHERE id = 1;
SELECT test.pass('7 minutes');
ANALYZE;

-- Rows that a call reads, of all tables together.
CREATE FUNCTION pg_temp.rows_read() RETURNS bigint LANGUAGE sql AS $$
	SELECT COALESCE(sum(t.seq_tup_read + COALESCE(t.idx_tup_fetch, 0)), 0)::bigint FROM pg_stat_xact_user_tables AS t
$$;
CREATE TABLE pg_temp.seen (step text, read bigint, ms numeric, answer jsonb);
CREATE FUNCTION pg_temp.look(step text, call text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	before bigint := pg_temp.rows_read();
	began timestamptz := clock_timestamp();
	answer jsonb;
BEGIN
	EXECUTE call INTO answer;
	INSERT INTO pg_temp.seen VALUES (step, pg_temp.rows_read() - before, round(extract(epoch FROM clock_timestamp() - began)::numeric * 1000), answer);
END $$;
SET plan_cache_mode = force_generic_plan; -- as the daemons' roles have it
SELECT pg_temp.look('refresh', 'SELECT to_jsonb(routing.figures_refresh(1))');
SELECT pg_temp.look('board', format('SELECT routing.wallboard(1, %s, ''administrator'', NULL)', test.who('eve')));
SELECT answer ->> 'version' AS version FROM pg_temp.seen WHERE step = 'board' \gset
SELECT pg_temp.look('same', format('SELECT routing.wallboard(1, %s, ''administrator'', %L)', test.who('eve'), :'version'));
SELECT pg_temp.look('group', format('SELECT routing.wallboard(1, %s, ''supervisor'', NULL)', test.who('sue')));
SELECT pg_temp.look('alarm', $$SELECT routing.live_counters(1, 1001, routing.quarter(ops.clock() - interval '30 minutes'), ops.clock())$$);
SELECT test.is(jsonb_array_length(answer -> 'queues') || ' ' || jsonb_array_length(answer -> 'agents'), '500 500', 'the board shows 500 queues and 500 of 10,000 agents') FROM pg_temp.seen WHERE step = 'board';
SELECT test.ok((SELECT count(*) FROM jsonb_array_elements(answer -> 'agents') AS a WHERE (a #>> '{counters,accepted}')::integer >= 3) >= 490, 'each with the day''s figures') FROM pg_temp.seen WHERE step = 'board';
SELECT test.ok((SELECT bool_and((a #>> '{counters,logged_in_ms}')::bigint % 900000 BETWEEN 420000 AND 480000) FROM jsonb_array_elements(answer -> 'agents') AS a WHERE a #>> '{agent,name}' LIKE 'Agent %'), 'that of the quarter that goes on, too') FROM pg_temp.seen WHERE step = 'board';
SELECT test.is((SELECT sum((q ->> 'waiting')::integer) || ' ' || sum((q ->> 'in_progress')::integer) FROM jsonb_array_elements(answer -> 'queues') AS q), '5000 10000', 'and what waits and works now') FROM pg_temp.seen WHERE step = 'board';
-- Shown are 500 queues with up to 96 quarters, 500 agents with up to 96, 15,000 open interactions, 40,000 memberships.
SELECT test.ok(read < 200000, format('a look reads what it shows: %s rows, of 290,000 quarters', read)) FROM pg_temp.seen WHERE step = 'board';
SELECT test.ok(read < 10, format('while nothing has happened it reads %s rows', read)) FROM pg_temp.seen WHERE step = 'same';
SELECT test.is(answer -> 'changed', 'false', 'and says so') FROM pg_temp.seen WHERE step = 'same';
SELECT test.ok(read < 5000, format('an alarm''s look at a queue reads %s rows', read)) FROM pg_temp.seen WHERE step = 'alarm';
SELECT test.is(count(*), 10000::bigint, 'the agents who are there were counted once for all who look') FROM routing.agent_live WHERE agent > 100000;
SELECT test.is(routing.figures_refresh(1), 0::bigint, 'not again within five seconds');
SELECT test.pass('5 s'), test.pass(20 * took) FROM routing.report_live WHERE tenant = 1;
SELECT test.ok(routing.figures_refresh(1) >= 1, 'then anew');
SELECT test.connect('other');
SELECT test.run('other', 'BEGIN'), test.ask('other', 'SELECT routing.figures_refresh(1)');
SELECT test.is(routing.figures_refresh(1), -1::bigint, 'by one session at a time');
SELECT test.is(routing.figures_refresh(2), 0::bigint, 'which holds up no other tenant''s');
SELECT test.run('other', 'ROLLBACK');

-- Nobody has looked for long: what was open then is not shown as if it still were.
SELECT test.pass('4 s');
UPDATE routing.queue_live SET turns = 1, since_ms = 0 WHERE tenant = 1;
INSERT INTO routing.queue_live (tenant, queue, turns, since_ms) VALUES (1, 1001, 1, 0) ON CONFLICT DO NOTHING;
SELECT test.is(n.turns_open, 1::bigint, 'a turn that was open a moment ago is shown') FROM routing.queue_now(1, '{1001}', ops.clock() - interval '1 hour', ops.clock()) AS n;
SELECT test.pass('1 minute'), test.pass(40 * took) FROM routing.report_live WHERE tenant = 1;
SELECT test.is(n.turns_open, 0::bigint, 'one of long ago is not') FROM routing.queue_now(1, '{1001}', ops.clock() - interval '1 hour', ops.clock()) AS n;
