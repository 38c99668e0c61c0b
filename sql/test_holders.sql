-- Holders: claim, beat, fence (consistency.md, 6 and 8).
SELECT test.connect('a'), test.connect('b'), test.connect('c');
CREATE FUNCTION pg_temp.claim(boot int, epoch bigint, beat bigint) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT ops.holder_claim(''shard'', 1, %s, %s, %s)', boot, epoch, beat)
$$;
SELECT test.ask('a', pg_temp.claim(10, 0, 0)) AS first \gset
SELECT test.ok(:first > 0, 'what nobody holds can be claimed');
SELECT test.is(test.ask('b', pg_temp.claim(20, 0, 0)), NULL, 'a second claim that saw nobody is too late');
SELECT test.is((SELECT l::text FROM ops.holder_list('shard') AS l), format('(1,10,%s,1)', :first), 'the list shows holder, epoch, beat');
SELECT test.is((SELECT r::text FROM ops.holder_look('shard', 10) AS r), format('(1,10,%s,1,t,)', :first), 'a beat answers who holds what, and what it raised');
SELECT test.is((SELECT count(*) FROM ops.holder_look('shard', 20) WHERE raised), 0::bigint, 'who holds nothing beats nothing');
SELECT test.is(test.ask('b', pg_temp.claim(20, :first, 1)), NULL, 'a holder who has beaten since is not taken over');

-- The fence.
SELECT test.is((SELECT count(*) FROM ops.holder_fence(ARRAY[1, :first])), 1::bigint, 'the holder''s fence gives a row');
SELECT test.is((SELECT count(*) FROM ops.holder_fence(ARRAY[1, :first + 1])), 0::bigint, 'another epoch''s gives none');
SELECT test.is((SELECT count(*) FROM ops.holder_fence('{}')), 0::bigint, 'a fence around nothing gives none');
SELECT test.run('a', 'BEGIN'), test.ask('a', format('SELECT count(*) FROM ops.holder_fence(ARRAY[1, %s])', :first));
SELECT test.is((SELECT count(*) FROM ops.holder_look('shard', 10) WHERE raised), 1::bigint, 'a beat does not wait for a batch behind the fence');
SELECT test.is(test.ask('b', pg_temp.claim(20, :first, 3)), NULL, 'a claim gets nothing while the holder''s batch is open, and does not wait for it');
SELECT test.run('a', 'COMMIT');
SELECT test.ask('b', pg_temp.claim(20, :first, 3)) AS second \gset
SELECT test.ok(:second > :first, 'when it has ended, the next one holds, in a higher epoch');
SELECT test.is((SELECT count(*) FROM ops.holder_fence(ARRAY[1, :first])), 0::bigint, 'the former holder''s next batch finds the fence closed');
SELECT test.is((SELECT count(*) FROM ops.holder_look('shard', 10) WHERE raised), 0::bigint, 'and its beat tells it that it holds nothing');

-- A fence that begins while a claim is open.
SELECT test.run('c', 'BEGIN'), test.ask('c', pg_temp.claim(30, :second, 1)) AS third \gset
SELECT test.send('b', format('SELECT count(*) FROM ops.holder_fence(ARRAY[1, %s])', :second));
SELECT test.ok(test.waits('b'), 'a batch that begins during a takeover waits for it');
SELECT test.run('c', 'COMMIT');
SELECT test.is(test.answer('b'), '0', 'and is fenced off');

-- Two claimers that saw the same.
SELECT epoch AS third FROM ops.holder_list('shard') \gset
SELECT test.run('b', 'BEGIN'), test.ask('b', pg_temp.claim(20, :third, 1)) AS won \gset
SELECT test.is(test.ask('c', pg_temp.claim(40, :third, 1)), NULL, 'of two claimers one wins, the other does not wait');
SELECT test.run('b', 'COMMIT');
SELECT test.is(test.ask('c', pg_temp.claim(40, :third, 1)), NULL, 'nor gets it afterwards');
SELECT test.ok(:won > :third AND (SELECT boot FROM ops.holder_list('shard')) = 20, 'the first is the holder');

-- A beat that comes while a claim looks.
SELECT boot, epoch, beat FROM ops.holder_list('shard') \gset
SELECT test.run('a', 'BEGIN'), test.ask('a', format('SELECT count(*) FROM ops.holder_look(''shard'', %s)', :boot));
SELECT test.is(test.ask('b', pg_temp.claim(50, :epoch, :beat)), NULL, 'a claim during a beat sees that the holder lives, and does not wait');
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.ask('b', pg_temp.claim(50, :epoch, :beat)), NULL, 'nor gets it afterwards');

-- Giving away.
SELECT test.ok(NOT ops.holder_release('shard', 1, 999, :epoch), 'only the holder gives away');
SELECT test.run('a', 'BEGIN'), test.ask('a', format('SELECT count(*) FROM ops.holder_fence(ARRAY[1, %s])', :epoch));
SELECT test.send('b', format('SELECT ops.holder_release(''shard'', 1, %s, %s)', :boot, :epoch));
SELECT test.ok(test.waits('b'), 'giving away waits for the open batch, too');
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.answer('b'), 't', 'a holder that ends gives its shard away');
SELECT test.is((SELECT count(*) FROM ops.holder_fence(ARRAY[1, :epoch])), 0::bigint, 'then its fence is closed');
SELECT beat FROM ops.holder_list('shard') \gset
SELECT test.ok(ops.holder_claim('shard', 1, 60, :epoch, :beat) > :epoch, 'and the next one takes it at once');

-- Several things, and the same number of another kind.
SELECT ops.holder_claim('group', 1, 70, 0, 0) AS g1, ops.holder_claim('group', 2, 70, 0, 0) AS g2 \gset
SELECT test.is((SELECT count(*) FROM ops.holder_look('group', 70) WHERE raised), 2::bigint, 'one beat serves all that an instance holds');
SELECT test.is((SELECT count(*) FROM ops.holder_fence(ARRAY[1, :g1, 2, :g2])), 1::bigint, 'a fence around several things holds while all are held');
SELECT test.is((SELECT count(*) FROM ops.holder_fence(ARRAY[1, :g1, 2, :g1])), 0::bigint, 'and not when one of them is lost');
SELECT test.is((SELECT count(DISTINCT epoch) FROM ops.holder), (SELECT count(*) FROM ops.holder), 'no two holdings have the same epoch, whatever their kind');

-- Instances.
SELECT test.ok(ops.instance_register(1, 'chatd-1', 'ipc://x', 'http://127.0.0.1:1', '0.1.0') IS NOT NULL, 'an instance registers');
SELECT test.ok(ops.instance_beat(1) IS NOT NULL, 'and beats');
SELECT test.is((SELECT beat FROM ops.instance_list()), 1::bigint, 'its beat rises');
SELECT test.is(ops.instance_beat(2), NULL, 'who is not registered is told');
-- Whoever reads the outbox waits here, as for the dead rows that an old snapshot keeps.
SELECT test.run('a', 'BEGIN; LOCK TABLE ops.outbox IN ACCESS EXCLUSIVE MODE');
SELECT test.send('b', 'SELECT at IS NOT NULL FROM ops.instance_look(1) WHERE boot = 1');
SELECT test.is(test.waits('b'), false, 'a beat waits for no outbox');
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.answer('b'), 't', 'and tells the time');
SELECT test.is(ops.unnumbered(), false, 'that is asked apart');
SELECT test.is((SELECT count(*) FROM ops.instance_look(1, 'relay')), 1::bigint, 'an instance beats with what it lacks');
SELECT test.is((SELECT missing FROM ops.instance WHERE boot = 1), 'relay', 'which stands in its row');
SELECT test.ok(EXISTS (SELECT FROM ops.instance_look(boot => 1)), 'one of an earlier release beats without');
SELECT test.is((SELECT missing FROM ops.instance WHERE boot = 1), '', 'and then nothing is known to be missing');
SELECT test.pass('25 hours');
SELECT ops.instance_register(3, 'chatd-1', 'ipc://y', 'http://127.0.0.1:1', '0.1.0');
SELECT test.is((SELECT string_agg(boot::text, ' ') FROM ops.instance_list()), '3', 'who has not beaten for a day is forgotten');

-- A new process of the same name and address frees what the former one held, and only that.
SELECT ops.instance_register(4, 'routerd', 'ipc://r', 'http://127.0.0.1:4', '0.1.0'), ops.instance_register(5, 'routerd-2', 'ipc://s', 'http://127.0.0.1:5', '0.1.0');
SELECT ops.holder_claim('group', 11, 4, 0, 0) AS g11, ops.holder_claim('group', 12, 4, 0, 0) AS g12, ops.holder_claim('group', 13, 5, 0, 0) AS g13 \gset
SELECT ops.instance_register(4, 'routerd', 'ipc://r', 'http://127.0.0.1:4', '0.1.0');
SELECT test.is((SELECT count(*) FROM ops.holder_look('group', 4) WHERE raised), 2::bigint, 'who registers again keeps what it holds');
SELECT test.run('a', 'BEGIN'), test.ask('a', format('SELECT count(*) FROM ops.holder_fence(ARRAY[12, %s])', :g12));
SELECT ops.instance_register(6, 'routerd', 'ipc://r', 'http://127.0.0.1:4', '0.1.0');
SELECT test.is((SELECT string_agg(thing || ':' || COALESCE(boot::text, 'free'), ' ' ORDER BY thing) FROM ops.holder_list('group') WHERE thing BETWEEN 11 AND 13),
	'11:free 12:4 13:5', 'the next process of a name frees what the former held, but waits for no open batch');
SELECT test.run('a', 'COMMIT');
SELECT ops.instance_register(7, 'routerd', 'ipc://r', 'http://127.0.0.1:9', '0.1.0');
SELECT test.is((SELECT boot FROM ops.holder_list('group') WHERE thing = 12), 4::bigint, 'another address is another process');
SELECT ops.instance_leave(i) FROM generate_series(3, 7) AS i;
SELECT test.is((SELECT count(*) FROM ops.instance_list()), 0::bigint, 'an instance leaves');

-- A process that starts again and again does not fill the list, but leaves its row for 30 s.
SELECT ops.instance_register(8, 'chatd', 'ipc://c', 'http://127.0.0.1:8', '0.1.0'), ops.instance_register(9, 'chatd', 'ipc://c', 'http://127.0.0.1:8', '0.1.0');
SELECT test.is((SELECT count(*) FROM ops.instance_list()), 2::bigint, 'a process that has just died is still listed');
SELECT test.pass('31 s');
SELECT ops.instance_register(10, 'chatd', 'ipc://c', 'http://127.0.0.1:8', '0.1.0');
SELECT test.is((SELECT string_agg(boot::text, ' ') FROM ops.instance_list()), '10', 'after 30 s the next one of its name and address takes its place');

-- A build that registers no check value of its key may come back as long as nothing says that it is gone.
SELECT test.ok(ops.key_check_missing(), 'an instance of an earlier build is noticed');
SELECT ops.instance_register(10, 'chatd', 'ipc://c', 'http://127.0.0.1:8', '0.1.0', '1 aa');
SELECT test.ok(NOT ops.key_check_missing(), 'one that tells its key, by registering again, is none');
SELECT ops.instance_register(11, 'hookd', 'ipc://h', 'http://127.0.0.1:9', '0.1.0', '');
SELECT test.ok(NOT ops.key_check_missing(), 'nor one without a key ring');
SELECT ops.instance_register(12, 'smsgw', 'ipc://s', 'http://127.0.0.1:7', '0.1.0');
SELECT test.pass('23 hours');
SELECT test.ok(ops.key_check_missing() AND ops.other_release_runs('0.1.0'), 'one that is silent may still live');
SELECT ops.instance_register(13, 'smsgw', 'ipc://s', 'http://127.0.0.1:6', '0.1.0', '1 aa');
SELECT test.ok(ops.key_check_missing(), 'also beside one of its name at another address');
SELECT test.pass('2 hours');
SELECT test.ok(NOT ops.key_check_missing(), 'but not after a day');
SELECT ops.instance_register(14, 'voiced', 'ipc://v', 'http://127.0.0.1:5', '0.1.0');
SELECT test.pass('1 s');
SELECT ops.instance_register(15, 'voiced', 'ipc://v', 'http://127.0.0.1:5', '0.1.0', '1 aa');
SELECT test.ok(NOT ops.key_check_missing(), 'nor after another one has taken its address');
SELECT test.pass('1 s'), ops.instance_beat(14);
SELECT test.ok(ops.key_check_missing(), 'unless it beats on: the other one could not listen there, or is of another machine');
SELECT ops.instance_leave(i) FROM generate_series(11, 15) AS i;

-- Giving all of a kind away.
SELECT ops.holder_claim('group', 71, 10, 0, 0), ops.holder_claim('group', 72, 10, 0, 0), ops.holder_claim('group', 73, 20, 0, 0);
SELECT ops.holder_add('shard', 71), ops.holder_claim('shard', 71, 10, 0, 0);
SELECT test.is(ops.holder_leave('group', 10), 2::bigint, 'who ends gives all away that it holds of a kind');
SELECT test.is((SELECT array_agg(l.thing) FROM ops.holder_list('group') AS l WHERE l.thing > 70 AND l.boot IS NOT NULL), '{73}', 'and nothing of another''s');
SELECT test.is((SELECT l.boot FROM ops.holder_list('shard') AS l WHERE l.thing = 71), 10::bigint, 'nor of another kind');
SELECT test.is(ops.holder_leave('group', 10), 0::bigint, 'once');

-- Asking for what another holds.
SELECT h.epoch FROM ops.holder_list('shard') AS h WHERE h.thing = 71 \gset
SELECT test.ok(NOT ops.holder_ask('shard', 71, 20, :epoch - 1), 'who is not the holder any more can''t be asked');
SELECT test.ok(ops.holder_ask('shard', 71, 20, :epoch), 'who holds a thing is asked for it');
SELECT test.is((SELECT l.heir FROM ops.holder_look('shard', 10) AS l WHERE l.thing = 71), 20::bigint, 'and sees who asks at its next beat');
SELECT test.ok(ops.holder_release('shard', 71, 10, :epoch), 'it gives it away');
SELECT test.is((SELECT l.heir FROM ops.holder_look('shard', 20) AS l WHERE l.thing = 71), 20::bigint, 'the heir stays known');
SELECT l.beat FROM ops.holder_list('shard') AS l WHERE l.thing = 71 \gset
SELECT ops.holder_claim('shard', 71, 20, :epoch, :beat);
SELECT test.is((SELECT l.heir FROM ops.holder_look('shard', 20) AS l WHERE l.thing = 71), NULL, 'until it is claimed');
