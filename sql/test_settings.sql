-- Settings that must never change: the check value of the key under which numbers are hashed.
SELECT test.is(ops.number_key_keep('first'), true, 'the first key ever given is the right one');
SELECT test.is(ops.number_key_keep('first'), true, 'and stays it');
SELECT test.is(ops.number_key_keep('other'), false, 'another one is not');
SELECT test.is(ops.number_key_keep('first'), true, 'nor has it taken its place');
SELECT test.is(ops.number_key_keep(''), false, 'none is not');

-- Two gateways start for the first time at once, with different keys.
DELETE FROM ops.setting WHERE name = 'number_key_check';
SELECT test.connect('a'), test.connect('b');
SELECT test.run('a', 'BEGIN'), test.run('b', 'BEGIN');
SELECT test.is(test.ask('a', $$SELECT ops.number_key_keep('a')$$), 't', 'one is there first');
SELECT test.send('b', $$SELECT ops.number_key_keep('b')$$);
SELECT test.ok(test.waits('b'), 'the other waits for it');
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.answer('b'), 'f', 'and is refused');
SELECT test.run('b', 'COMMIT');
SELECT test.is((SELECT value FROM ops.setting WHERE name = 'number_key_check'), 'a', 'the first one is kept');
SELECT test.is((SELECT array_agg(r.rolname ORDER BY 1) FROM pg_roles AS r WHERE r.rolname ~ '^tl_'
	AND has_function_privilege(r.rolname, 'ops.number_key_keep(text)', 'EXECUTE')), '{tl_smsgw}', 'no other daemon keeps one');
