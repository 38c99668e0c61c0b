-- Lock keys: the same numbers as common/base/key.c, and what a batch does with them.
SELECT test.is(ops.key(class, tenant, thing), wanted, format('the key of %s:%s:%s is the one that C computes', class, tenant, thing))
FROM (VALUES
	('agent', 1::bigint, '1', 6573967965917557933::bigint),
	('agent', 7, '42', 2308954167189746364),
	('conversation', 7, '3:+4915112345678', 3825058152767044742),
	('customer_number', 7, '+4915112345678', 1840521652611438923),
	('provider', 0, '12:SM0123456789abcdef0123456789abcdef', -6084334564225469542),
	('command', 7, '00112233445566778899aabbccddeeff', 6024083292972890021),
	('user', 9223372036854775807, 'Zoë Ångström', -6069481411711538671)
) AS v (class, tenant, thing, wanted);

SELECT test.connect('a'), test.connect('b');

-- Without a batch.
SELECT test.ok(NOT ops.keys_held('{1}'), 'outside of a batch no key is held');
SELECT test.fails('SELECT ops.keys_assert(1)', 'P0004', 'a write without its key is refused where keys are checked');

-- A batch holds what it declared, once each, also negative keys.
SELECT test.run('a', 'BEGIN'), test.ask('a', 'SELECT ops.batch_begin(''{5,-3,5,9}'')');
SELECT test.is(test.ask('a', 'SELECT ops.keys_held(''{9,-3}'')'), 't', 'a batch holds the keys that it declared');
SELECT test.is(test.ask('a', 'SELECT ops.keys_held(''{9,4}'')'), 'f', 'a batch does not hold what it did not declare');
SELECT test.is(test.ask('a', 'SELECT ops.keys_assert(-3, 5, 9)::text'), '', 'pg_locks shows the declared keys');
SELECT test.is(test.ask('a', 'SELECT count(*) FROM pg_locks WHERE locktype = ''advisory'' AND pid = pg_backend_pid()'), '3',
	'a key that is declared twice is locked once');
SELECT test.send('b', 'SELECT ops.batch_begin(''{9}'')');
SELECT test.ok(test.waits('b'), 'a batch waits for another that holds one of its keys');
SELECT test.run('a', 'COMMIT');
SELECT test.ok(test.answer('b') <> '', 'and goes on when that one has committed');
SELECT test.is(test.ask('a', 'SELECT ops.keys_held(''{9}'')'), 'f', 'after the commit nothing is held');

-- The order in which keys are taken is what keeps two batches from a deadlock.
CREATE FUNCTION pg_temp.locks(name text, granted boolean) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg((l.classid::bigint << 32 | l.objid::bigint)::text, ' ' ORDER BY (l.classid::bigint << 32 | l.objid::bigint))
	FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
	WHERE l.locktype = 'advisory' AND a.application_name = name AND l.granted = locks.granted
$$;
SELECT test.run('a', 'BEGIN'), test.ask('a', 'SELECT ops.batch_begin(''{5}'')');
SELECT test.run('b', 'BEGIN');
SELECT test.send('b', 'SELECT ops.batch_begin(''{9,5,-7,1,9,6}'')');
SELECT test.ok(test.waits('b'), 'a batch waits at the first key that is taken');
SELECT test.is(pg_temp.locks('b', false), '5', 'which is that one');
SELECT test.is(pg_temp.locks('b', true), '-7 1', 'and holds the smaller ones only: keys are taken in ascending order');
SELECT test.run('a', 'COMMIT');
SELECT test.ok(test.answer('b') <> '', 'then it goes on');
SELECT test.is(pg_temp.locks('b', true), '-7 1 5 6 9', 'and holds all');
SELECT test.run('b', 'COMMIT');
