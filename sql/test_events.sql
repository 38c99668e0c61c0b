-- Events, outbox, sequencer, feed (consistency.md, 3).
CREATE FUNCTION pg_temp.feed() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(pos || ':' || key || 'v' || version, ' ' ORDER BY pos, id) FROM ops.feed_read(0, 1000000)
$$;
SELECT test.connect('a'), test.connect('b'), test.connect('c'), test.connect('d'), test.connect('e');

-- A batch that commits late.
SELECT test.run('a', 'BEGIN'), test.ask('a', 'SELECT ops.batch_begin(''{1}'')'), test.ask('a', 'SELECT ops.emit(1, 1, 11, 1)');
SELECT test.run('b', 'BEGIN'), test.ask('b', 'SELECT ops.batch_begin(''{2}'')'), test.ask('b', 'SELECT ops.emit(1, 1, 22, 1)'),
	test.ask('b', 'SELECT ops.emit(1, 1, 23, 1)'), test.ask('b', 'SELECT ops.batch_end()'), test.run('b', 'COMMIT');
SELECT test.is(ops.sequence(100), 1::bigint, 'a committed batch is numbered while an older one is still open');
SELECT test.is(pg_temp.feed(), '1:22v1 1:23v1', 'its events stand at one position, in their order');
SELECT test.ask('a', 'SELECT ops.batch_end()'), test.run('a', 'COMMIT');
SELECT test.is(ops.sequence(100), 1::bigint, 'the late batch is numbered when it has committed');
SELECT test.is(pg_temp.feed(), '1:22v1 1:23v1 2:11v1', 'and stands behind, nothing lost');
SELECT test.is(ops.feed_head(), 2::bigint, 'the head is the newest position');
SELECT test.is(ops.feed_first(), 1::bigint, 'the first is the oldest');
SELECT test.is((SELECT count(*) FROM ops.feed_read(0, 1)), 2::bigint, 'a position is read whole, also where the limit is one');
SELECT test.is((SELECT count(*) FROM ops.feed_read(2, 10)), 0::bigint, 'after the head there is nothing');
SELECT test.is((SELECT count(*) FROM ops.outbox), 0::bigint, 'what is numbered has left the outbox');

-- A batch without events, one that rolls back.
SELECT test.run('a', 'BEGIN'), test.ask('a', 'SELECT ops.batch_begin(''{1}'')'), test.ask('a', 'SELECT ops.batch_end()'), test.run('a', 'COMMIT');
SELECT test.run('a', 'BEGIN'), test.ask('a', 'SELECT ops.batch_begin(''{1}'')'), test.ask('a', 'SELECT ops.emit(1, 1, 1, 1)'),
	test.ask('a', 'SELECT ops.batch_end()'), test.run('a', 'ROLLBACK');
SELECT test.is(ops.sequence(100), 0::bigint, 'a batch without events, or rolled back, has no position');

-- One sequencer at a time.
SELECT test.run('a', 'BEGIN'), test.ask('a', 'SELECT ops.sequence(10)');
SELECT test.is(test.ask('b', 'SELECT ops.sequence(10)'), '-1', 'a second sequencer does not wait: another is at it');
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.ask('b', 'SELECT ops.sequence(10)'), '0', 'and takes its turn afterwards');

-- Four writers, random commits, a sequencer with a small limit between them: nothing lost, no gap,
-- and the versions of each thing in their order.
CREATE TEMP TABLE writer (name text PRIMARY KEY, open boolean NOT NULL DEFAULT false, key int);
INSERT INTO writer VALUES ('a'), ('b'), ('c'), ('d');
CREATE TEMP TABLE thing (key int PRIMARY KEY, version bigint NOT NULL DEFAULT 0, busy boolean NOT NULL DEFAULT false);
INSERT INTO thing SELECT 100 + n FROM generate_series(1, 6) AS n;
DO $$
DECLARE
	w writer;
	t thing;
	written integer := 0;
	moved integer;
BEGIN
	PERFORM setseed(0.25);
	FOR step IN 1..600 LOOP
		SELECT * INTO w FROM writer ORDER BY random() LIMIT 1;
		IF w.open THEN
			PERFORM test.ask(w.name, 'SELECT ops.batch_end()'), test.run(w.name, 'COMMIT');
			UPDATE writer SET open = false WHERE name = w.name;
			UPDATE thing SET busy = false WHERE key = w.key;
		ELSE
			SELECT * INTO t FROM thing WHERE NOT busy ORDER BY random() LIMIT 1;
			PERFORM test.run(w.name, 'BEGIN'), test.ask(w.name, format('SELECT ops.batch_begin(ARRAY[%s])', t.key));
			FOR n IN 1..1 + (random() * 2)::int LOOP
				t.version := t.version + 1;
				written := written + 1;
				PERFORM test.ask(w.name, format('SELECT ops.emit(1, 1, %s, %s)', t.key, t.version));
			END LOOP;
			UPDATE writer SET open = true, key = t.key WHERE name = w.name;
			UPDATE thing SET busy = true, version = t.version WHERE key = t.key;
		END IF;
		IF random() < 0.3 THEN
			PERFORM test.ask('e', 'SELECT ops.sequence(2)'); -- a session of its own, as a daemon has
		END IF;
	END LOOP;
	FOR w IN SELECT * FROM writer WHERE open LOOP
		PERFORM test.ask(w.name, 'SELECT ops.batch_end()'), test.run(w.name, 'COMMIT');
	END LOOP;
	FOR round IN 1..1000 LOOP
		moved := ops.sequence(3);
		EXIT WHEN moved = 0;
	END LOOP;
	PERFORM test.is((SELECT count(*)::int FROM ops.feed_read(2, 1000000)), written, 'every event of four interleaved writers is in the feed');
END $$;
SELECT test.is((SELECT count(*) FROM (
	SELECT pos - lag(pos) OVER (ORDER BY pos) AS step FROM ops.feed) AS s WHERE step <> 1), 0::bigint, 'positions have no gap');
SELECT test.is((SELECT count(*) FROM (
	SELECT version - lag(version, 1, 0::bigint) OVER (PARTITION BY key ORDER BY pos, id) AS step
	FROM ops.feed_read(2, 1000000)) AS s WHERE step <> 1), 0::bigint, 'each thing''s versions follow each other in the feed');
SELECT test.is((SELECT orphans FROM ops.sequencer), 0::bigint, 'no batch was taken for one without an outbox row');

-- Events of a function called by hand.
SELECT ops.emit(1, 1, 900, 1);
SELECT test.is(ops.sequence(10), 0::bigint, 'an event without its outbox row is not numbered at once');
SELECT test.pass('2 s'); SELECT ops.sequence(10);
SELECT test.pass('2 s'); SELECT ops.sequence(10);
SELECT test.pass('2 s'); SELECT ops.sequence(10);
SELECT test.pass('2 s'); SELECT ops.sequence(10);
SELECT test.is((SELECT count(*) FROM ops.feed_read(0, 1000000) WHERE key = 900), 1::bigint, 'within some seconds it is in the feed');
SELECT test.is((SELECT orphans FROM ops.sequencer), 1::bigint, 'and was counted');

-- By hand, in a transaction that stays open for long beside other work.
SELECT test.run('a', 'BEGIN'), test.ask('a', 'SELECT ops.emit(1, 1, 901, 1)');
SELECT test.pass('2 s'); SELECT ops.sequence(10);
SELECT test.pass('20 s'); SELECT ops.sequence(10);
SELECT test.pass('2 s'); SELECT ops.sequence(10);
-- Another one comes and commits meanwhile: visible, so it need not wait for the open one.
SELECT ops.emit(1, 1, 902, 1);
SELECT test.pass('6 s'); SELECT ops.sequence(10);
SELECT test.pass('6 s'); SELECT ops.sequence(10);
SELECT test.is((SELECT string_agg(key::text, ' ') FROM ops.feed_read(0, 1000000) WHERE key IN (901, 902)), '902',
	'an open transaction holds back no visible event');
SELECT test.pass('10 min'); SELECT ops.sequence(10);
SELECT test.run('a', 'COMMIT');
SELECT test.pass('6 s'); SELECT ops.sequence(10);
SELECT test.pass('6 s'); SELECT ops.sequence(10);
SELECT test.pass('6 s'); SELECT ops.sequence(10);
SELECT test.is((SELECT string_agg(key::text, ' ') FROM ops.feed_read(0, 1000000) WHERE key IN (901, 902)), '902 901',
	'what was open for ten minutes is found when it commits');
SELECT test.pass('6 s'); SELECT ops.sequence(10);
SELECT test.pass('6 s'); SELECT ops.sequence(10);
SELECT test.pass('6 s'); SELECT ops.sequence(10);
SELECT test.is((SELECT orphans FROM ops.sequencer), 3::bigint, 'each is counted once');
SELECT test.is((SELECT count(*) FROM (SELECT key, version FROM ops.feed_read(0, 1000000) GROUP BY key, version HAVING count(*) > 1) AS d),
	0::bigint, 'nothing stands in the feed twice');

-- Batch time.
SELECT test.is((SELECT count(DISTINCT at) FROM ops.feed_read(0, 1)), 1::bigint, 'all events of a batch have its time');

-- Events that went with their month, while their positions are still there.
DELETE FROM ops.event AS e USING ops.feed AS f WHERE f.pos <= 2 AND e.at = f.at AND e.xid = f.xid;
SELECT test.is((SELECT string_agg(pos || ':' || COALESCE(kind::text, 'gone'), ' ') FROM ops.feed_read(0, 2)), '1:gone 2:gone',
	'a position whose events are gone is read too, so that a reader goes on');

-- News: once a thing, its newest state.
SELECT test.organisation();
DO $$
DECLARE
	mark bigint;
	news jsonb;
BEGIN
	PERFORM ops.batch_begin('{}');
	PERFORM ops.emit(1, 7, 1, 1);
	mark := ops.mark();
	PERFORM ops.emit(1, 7, 5, 1);
	PERFORM ops.emit(1, 7, 6, 1);
	PERFORM ops.emit(1, 7, 5, 2);
	news := ops.news(mark);
	PERFORM test.is(news, '[{"key": "6", "kind": 7, "state": null, "tenant": "1", "version": 1, "audience": []},
		{"key": "5", "kind": 7, "state": null, "tenant": "1", "version": 2, "audience": []}]'::jsonb,
		'news tells each thing once, with its newest version, and only since the mark');
END $$;

-- Months.
SELECT test.is((SELECT count(*) FROM pg_inherits WHERE inhparent = 'ops.event'::regclass), 6::bigint,
	'events have partitions from two months back to three ahead');
SELECT ops.partitions_ensure(); -- the clock that the test moved may have come into another month
SELECT test.is(ops.partitions_ensure(), 0, 'making the months again makes none');
SELECT test.pass('32 days');
SELECT test.ok(n BETWEEN 1 AND 100, 'a month later each table gets its next one') FROM ops.partitions_ensure() AS n;
