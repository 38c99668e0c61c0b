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

-- Of a chain of keys the whole one is kept; a beginning of it is told from what has nothing to do with it.
DELETE FROM ops.setting WHERE name = 'number_key_check';
SELECT test.is(ops.number_key_keep_2('{one,two}'), 2, 'a new database takes the whole chain');
SELECT test.is(ops.number_key_keep_2('{one,two}'), 2, 'and keeps it');
SELECT test.is(ops.number_key_keep_2('{one,two,three}'), 2, 'of a longer chain it has the beginning');
SELECT test.is(ops.number_key_keep_2('{one}'), 0, 'of a shorter one nothing');
SELECT test.is(ops.number_key_keep_2('{other,three}'), 0, 'nor of another one');
SELECT test.is(ops.number_key_keep('two'), true, 'one key has the same answer from a gateway of an older release');
SELECT test.is(ops.number_key_keep('one'), false, 'and it does not start under the former one');

-- A gateway that starts while the hashes get another key waits, and finds the other key.
SELECT test.run('a', 'BEGIN'), test.run('b', 'BEGIN');
SELECT test.is(test.ask('a', $$SELECT value FROM ops.setting WHERE name = 'number_key_check' FOR UPDATE$$), 'two', 'a rotation holds the check value');
SELECT test.send('b', $$SELECT ops.number_key_keep_2('{one,two}')$$);
SELECT test.ok(test.waits('b'), 'a gateway waits for a rotation that is under way');
SELECT test.run('a', $$UPDATE ops.setting SET value = 'three' WHERE name = 'number_key_check'$$);
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.answer('b'), '0', 'and is refused after it');
SELECT test.run('b', 'COMMIT');
SELECT test.is((SELECT array_agg(r.rolname ORDER BY 1) FROM pg_roles AS r WHERE r.rolname ~ '^tl_'
	AND has_function_privilege(r.rolname, 'ops.number_key_keep_2(text[])', 'EXECUTE')), '{tl_smsgw}', 'no other daemon asks');

-- A column of hashes that a rotation leaves out would lose opt-outs or lock clients out: each one is known, or known to have another key or none.
CREATE VIEW pg_temp.hashes AS SELECT format('%s.%s', a.attrelid::regclass, a.attname) AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE a.atttypid = 'bytea'::regtype AND c.relkind IN ('r', 'p') AND NOT c.relispartition
	AND NOT a.attisdropped AND a.attname ~ 'hash' AND n.nspname !~ '^(pg_|information_schema|test)';
CREATE VIEW pg_temp.keyed AS SELECT format('%s.%s', relation, name) AS name FROM ops.number_key_columns();
SELECT test.is((SELECT array_agg(k.name ORDER BY k.name) FROM pg_temp.keyed AS k WHERE k.name NOT IN (SELECT h.name FROM pg_temp.hashes AS h)), NULL,
	'each column of ops.number_key_columns is there');
SELECT test.is((SELECT array_agg(h.name ORDER BY h.name) FROM pg_temp.hashes AS h WHERE h.name NOT IN (SELECT k.name FROM pg_temp.keyed AS k) AND h.name ~ 'number_hash'),
	NULL, 'each column of hashes of numbers is one of ops.number_key_columns');
SELECT test.is((SELECT array_agg(h.name ORDER BY h.name) FROM pg_temp.hashes AS h WHERE h.name NOT IN (SELECT k.name FROM pg_temp.keyed AS k)), ARRAY[
	'directory.api_key.key_hash', 'directory.channel.hook_key_hash', 'directory.recovery_code.code_hash', 'messaging.client_message.content_hash',
	'messaging.client_said.content_hash', 'messaging.transcript_link.address_hash', 'messaging.transcript_link.token_hash', 'messaging.visitor.source_hash',
	'messaging.visitor.token_hash', 'messaging.visitor_bytes.source_hash', 'ops.audit_chain.hash', 'ops.audit_head.base_hash', 'ops.audit_head.head_hash',
	'presence.session.token_hash', 'sms.fax_number.hook_key_hash', 'voice.phone_token.hash'],
	'any other column of hashes is not made with number_key: a new one is to be thought of');
