-- What only grows is forgotten in bounded steps: months ahead and gone, the feed, carriers' calls.
\ir testing_work.sql
CREATE FUNCTION pg_temp.months(name text) RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM pg_inherits WHERE inhparent = name::regclass
$$;
CREATE FUNCTION pg_temp.as_role(role text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	EXECUTE 'SELECT ' || call INTO answer;
	RESET ROLE;
	RETURN answer;
END $$;
-- How many calls answered 1 until one answered 0.
CREATE FUNCTION pg_temp.steps(role text, call text) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	FOR n IN 0..50 LOOP
		IF pg_temp.as_role(role, call) = '0' THEN
			RETURN n;
		END IF;
	END LOOP;
	RETURN -1;
END $$;

-- ---- months ahead ----

SELECT test.is(pg_temp.months('ops.event'), 6::bigint, 'there are months from two back to three ahead');
-- The middle of a month: how many months are older than some days depends on the day.
SELECT test.pass(date_trunc('month', ops.clock(), 'UTC') + interval '3 months 14 days' - ops.clock());
SELECT test.ok(pg_temp.as_role('tl_presenced', 'ops.partitions_ensure()')::integer > 0, 'presenced makes those that time has come to');
SELECT test.is((SELECT bool_and(to_regclass(parent || to_char(ops.clock() AT TIME ZONE 'UTC' + interval '3 months', '_YYYYMM')) IS NOT NULL)
	FROM unnest(ARRAY['ops.event', 'ops.audit', 'presence.status_change', 'routing.decision', 'sms.raw_inbound', 'messaging.message']) AS parent),
	true, 'of every partitioned table');
SELECT test.handled('+4915100000001', 'ann') AS got FROM test.available('ann') \gset
SELECT test.ok((:'got'::jsonb ->> 'interaction') IS NOT NULL, 'work goes on');

-- ---- months gone ----

SELECT ops.partitions_make(ops.clock() - interval '8 months', ops.clock()), presence.partitions_make(ops.clock() - interval '8 months', ops.clock()),
	routing.partitions_make(ops.clock() - interval '8 months', ops.clock()), sms.partitions_make(ops.clock() - interval '8 months', ops.clock());
SELECT pg_temp.months('routing.decision') AS before \gset
SELECT test.is(pg_temp.as_role('tl_routerd', 'routing.partition_drop(''decision'', 3000)'), '0', 'what is to be kept for longer stays');
SELECT test.is(pg_temp.as_role('tl_routerd', format('routing.partition_drop(''decision'', %s)', days)), '0', 'no number of days, nothing is dropped')
FROM unnest(ARRAY['0', '-1', 'NULL']) AS days;
SELECT test.is(pg_temp.months('routing.decision'), :before::bigint, 'nothing was');
SELECT test.is(pg_temp.as_role('tl_routerd', 'routing.partition_drop(''decision'', 150)'), '1', 'the oldest month goes');
SELECT test.is(pg_temp.months('routing.decision'), :before::bigint - 1, 'one a call');
SELECT test.is(to_regclass('routing.decision' || to_char(ops.clock() AT TIME ZONE 'UTC' - interval '8 months', '_YYYYMM')), NULL, 'it is the oldest');
SELECT test.is(pg_temp.steps('tl_routerd', 'routing.partition_drop(''decision'', 150)'), 2, 'then the next ones, until the days are reached');
SELECT test.is((SELECT min(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz) > ops.clock() - interval '150 days'
	FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'routing.decision'::regclass), true, 'what is left ended later');
SELECT test.ok(pg_temp.steps('tl_routerd', 'routing.partition_drop(''decision'', 1)') > 0, 'few days');
SELECT test.is(ops.partitions_ensure(), 0, 'never drop a month that would be made again');
SELECT test.ok(pg_temp.steps('tl_presenced', 'presence.partition_drop(''status_change'', 31)') > 0, 'presenced drops months of statuses');
SELECT test.ok(pg_temp.steps('tl_smsgw', 'sms.partition_drop(''raw_inbound'', 30)') > 0, 'smsgw months of carriers'' calls');

-- Whoever reads is not waited for.
SELECT routing.partitions_make(ops.clock() - interval '5 months', ops.clock());
SELECT test.connect('reader');
SELECT test.run('reader', 'BEGIN'), test.ask('reader', 'SELECT count(*)::text FROM routing.decision');
SELECT test.is(pg_temp.as_role('tl_routerd', 'routing.partition_drop(''decision'', 30)'), '0', 'a month that is read is left for later');
SELECT test.run('reader', 'COMMIT');
SELECT test.is(pg_temp.as_role('tl_routerd', 'routing.partition_drop(''decision'', 30)'), '1', 'and goes then');

-- Whoever makes months is waited for: neither holds what the other needs next.
SELECT routing.partitions_make(ops.clock() - interval '5 months', ops.clock());
SELECT test.connect('maker'), test.connect('dropper');
SELECT test.run('maker', 'BEGIN'), test.ask('maker', 'SELECT ops.partitions_ensure()::text');
SELECT test.send('dropper', 'SELECT routing.partition_drop(''decision'', 30)::text');
SELECT test.ok(test.waits('dropper'), 'a month is dropped after another one was made');
SELECT test.run('maker', 'LOCK TABLE ONLY routing.decision IN SHARE UPDATE EXCLUSIVE MODE'), test.run('maker', 'COMMIT');
SELECT test.is(test.answer('dropper'), '1', 'and then it is');

-- Messages and the audit log stay.
SELECT test.is((SELECT array_agg(r.rolname || ' ' || p.oid::regprocedure::text) FROM pg_proc AS p CROSS JOIN pg_roles AS r
	WHERE p.proname = 'partition_drop' AND p.pronamespace IN ('ops'::regnamespace, 'messaging'::regnamespace)
		AND r.rolname ~ '^tl_' AND has_function_privilege(r.rolname, p.oid, 'EXECUTE')), NULL, 'no daemon drops messages or audit');

-- ---- the feed, then its events ----

CREATE FUNCTION pg_temp.trim_(days integer, most integer) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.as_role('tl_presenced', format('ops.feed_trim(%s, %s)', days, most))
$$;
CREATE FUNCTION pg_temp.looked() RETURNS void LANGUAGE sql AS $$ UPDATE ops.sequencer SET done_to = ops.clock() $$;
SELECT ops.sequence(10000);
SELECT test.is(ops.feed_first(), 1::bigint, 'the feed begins with the first position');
SELECT ops.feed_head() AS head, 'ops.event' || to_char(max(at) AT TIME ZONE 'UTC', '_YYYYMM') AS month FROM ops.feed \gset
SELECT pg_temp.looked();
SELECT test.is(pg_temp.trim_(1, 1000), '0', 'what is young stays');
SELECT test.pass('80 days'), ops.partitions_ensure(), test.pass('20 days'), ops.partitions_ensure();
SELECT test.text_in('+4915100000002', 'later') IS NOT NULL AS came \gset
SELECT ops.sequence(10000);
SELECT ops.feed_head() AS newest \gset
SELECT test.ok(:newest > :head, 'something younger came');
UPDATE ops.sequencer SET done_to = '-infinity';
SELECT test.is(pg_temp.trim_(30, 1000), '0', 'what the search for orphans has not passed stays');
SELECT pg_temp.looked();
SELECT test.is(pg_temp.trim_(0, 1000) || pg_temp.trim_(-1, 1000), '00', 'without days nothing goes');
SELECT test.ok(pg_temp.steps('tl_presenced', 'ops.events_drop(30)') > 0, 'months of events from before the feed go');
SELECT test.ok(to_regclass(:'month') IS NOT NULL, 'one that the feed leads to stays');
SELECT test.is(pg_temp.trim_(30, 2), '2', 'the feed is trimmed in small steps');
SELECT test.is(ops.feed_first(), 3::bigint, 'from its beginning');
SELECT test.is(pg_temp.trim_(30, 1000), (:head - 2)::text, 'up to what is younger');
SELECT test.is(ops.feed_first(), :head::bigint + 1, 'which is now the first');
SELECT test.is(pg_temp.trim_(30, 1000), '0', 'no more');
SELECT test.is((SELECT count(*) > 0 AND min(pos) > :head FROM ops.feed_read(0, 1000)), true, 'what is left can be read');
SELECT test.is(pg_temp.steps('tl_presenced', 'ops.events_drop(30)'), 1, 'then its events go');
SELECT test.is(to_regclass(:'month'), NULL, 'with their month');
INSERT INTO ops.outbox (last_id, at, xid) SELECT -1, min(at) - interval '1 year', '1' FROM ops.feed;
SELECT ops.partitions_make(ops.clock() - interval '9 months', ops.clock() - interval '9 months');
SELECT test.is(pg_temp.as_role('tl_presenced', 'ops.events_drop(30)'), '0', 'nor does a month go whose batches have no position yet');
DELETE FROM ops.outbox WHERE last_id = -1;
SELECT test.is(pg_temp.as_role('tl_presenced', 'ops.events_drop(30)'), '1', 'with one it does');

-- A quiet year: the newest position stays, so that the next one follows it.
SELECT test.pass('80 days'), ops.partitions_ensure(), test.pass('80 days'), ops.partitions_ensure(), pg_temp.looked();
SELECT pg_temp.trim_(1, 1000);
SELECT test.is((SELECT array_agg(pos) FROM ops.feed), ARRAY[:newest]::bigint[], 'the newest position always stays');
SELECT test.text_in('+4915100000003', 'again') IS NOT NULL AS came \gset
SELECT ops.sequence(10000);
SELECT test.is((SELECT min(pos) FROM ops.feed WHERE pos > :newest), :newest::bigint + 1, 'the next one follows it');
SELECT test.is((SELECT orphans FROM ops.sequencer), 0::bigint, 'nothing that was forgotten came back');

-- ---- carriers' calls: to the day ----

SELECT count(*) AS young FROM sms.raw_inbound WHERE at >= ops.clock() - interval '30 days' \gset
SELECT count(*) AS old FROM sms.raw_inbound WHERE at < ops.clock() - interval '30 days' \gset
SELECT test.ok(:young > 0 AND :old > 1, 'there are old and young ones');
SELECT test.is(pg_temp.as_role('tl_smsgw', format('sms.raw_sweep(%s, 100)', days)), '0', 'without days nothing goes') FROM unnest(ARRAY['0', 'NULL']) AS days;
SELECT test.is(pg_temp.as_role('tl_smsgw', 'sms.raw_sweep(30, 1)'), '1', 'what came 30 days ago goes in small steps');
SELECT test.is(pg_temp.as_role('tl_smsgw', 'sms.raw_sweep(30, 100)')::bigint, :old::bigint - 1, 'until all is gone');
SELECT test.is((SELECT count(*) FROM sms.raw_inbound), :young::bigint, 'and nothing younger');

-- ---- departures from rooms: as long as their events ----

INSERT INTO messaging.party_gone (tenant, id, conversation, account, version, at)
SELECT 1, 900 + n, 1, 1, 1, (SELECT min(f.at) FROM ops.feed AS f) - make_interval(hours => 1, days => n) FROM generate_series(0, 2) AS n;
SELECT test.is(pg_temp.as_role('tl_chatd', 'messaging.party_gone_sweep(1)'), '1', 'departures go in small steps'),
	test.is(pg_temp.as_role('tl_chatd', 'messaging.party_gone_sweep(100)'), '1', 'until only those are left whose event may be read');
SELECT test.is((SELECT array_agg(g.id) FROM messaging.party_gone AS g), ARRAY[900]::bigint[], 'which stay');
