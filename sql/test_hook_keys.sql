-- Keys of the addresses that carriers call: known by a hash, sealed by a gateway, never twice the same (docs/decisions/0101-hook-keys.md).
\ir testing_work.sql
SELECT id AS ch FROM directory.channel WHERE hook_key = 'hook-key-0123456789' \gset
CREATE FUNCTION test.hook(id bigint) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', c.hook_key, encode(c.secret, 'hex'), c.box, CASE WHEN c.hook_key_hash = sha256('hook-key-0123456789') THEN 'first'
		WHEN c.hook_key_hash = sha256('hook-key-9876543210') THEN 'other' WHEN c.hook_key_hash = '\x01' THEN 'given' END, 'v' || c.version)
	FROM directory.channel AS c WHERE c.tenant = 1 AND c.id = $1
$$;

SELECT test.is(test.hook(:ch), 'hook-key-0123456789 first v1', 'a key that is written as it is has its hash');
SELECT test.is((SELECT array_agg(kind || hook_key) FROM sms.hook_keys_open(10)), '{channelhook-key-0123456789}', 'and is to be sealed');
SELECT test.is((SELECT count(*) FROM sms.hook_keys_open(0)), 0::bigint, 'no more at a time than are asked for');
SELECT ops.instance_register(77, 'smsgw-old', 'x', 'http://old', '0.9');
SELECT test.is((SELECT count(*) FROM sms.hook_keys_open(10)), 0::bigint, 'but not while a process of an earlier build lives: it could not read what is sealed');
SELECT test.is((SELECT count(*) FROM sms.hook_keys_open(release => '0.9', limit_ => 10)), 0::bigint, 'which one of such a build is told, too');
SELECT ops.instance_register(78, 'smsgw-new', 'x', 'http://new', '0.9', '1 abcdef'), ops.instance_register(79, 'routerd', 'x', 'http://r', '0.9', '');
UPDATE ops.instance SET beat_at = ops.clock() - interval '1 hour' WHERE boot = 77;
SELECT test.is((SELECT count(*) FROM sms.hook_keys_open(10)), 0::bigint, 'one that has not beaten for an hour may be cut off, and come back');
SELECT ops.instance_leave(77);
SELECT test.is((SELECT count(*) FROM sms.hook_keys_open(10)), 1::bigint, 'once it has left, nobody is in the way: those of this build register a check value, or that they have no key ring');

SELECT test.is(sms.hook_key_seal('channel', 1, :ch, sha256('another'), '\xaa', 5), false, 'what is another key by now is not sealed as this one');
SELECT test.is(sms.hook_key_seal('channel', 2, :ch, sha256('hook-key-0123456789'), '\xaa', 5), false, 'nor another tenant''s');
SELECT test.is(sms.hook_key_seal('channel', 1, :ch, sha256('hook-key-0123456789'), '\xaa', 5), true, 'a gateway seals it');
SELECT test.is(test.hook(:ch), 'aa 5 first v1', 'then the key is nowhere, its hash stays, and nothing that is shown has changed');
SELECT test.is(sms.hook_key_seal('channel', 1, :ch, sha256('hook-key-0123456789'), '\xbb', 6), false, 'a second gateway finds nothing to seal');
SELECT test.is((SELECT count(*) FROM sms.hook_keys_open(10)), 0::bigint, 'nor is it listed');
SELECT test.is((SELECT hook_key || 'x' FROM sms.channels_load()), NULL, 'a gateway reads the sealed one');
SELECT test.fails($$INSERT INTO directory.channel (tenant, medium, name, hook_key) VALUES (1, 'sms', 'Same', 'hook-key-0123456789')$$, '23505',
	'two channels never have one key, whether it is sealed or not');

UPDATE directory.channel SET hook_key = 'hook-key-9876543210' WHERE id = :ch;
SELECT test.is(test.hook(:ch), 'hook-key-9876543210 other v1', 'a new key by the release before: the sealed one is gone');
UPDATE directory.channel SET hook_key_hash = '\x01', secret = '\xcc', box = 7 WHERE id = :ch;
SELECT test.is(test.hook(:ch), 'cc 7 given v1', 'a new one that is sealed: so is the key');
UPDATE directory.channel SET name = 'Named anew' WHERE id = :ch;
SELECT test.is(test.hook(:ch), 'cc 7 given v1', 'another change leaves both');
INSERT INTO directory.channel (tenant, id, medium, name, hook_key_hash, secret, box) VALUES (1, 70, 'sms', 'Sealed', '\x02', '\xdd', 8);
SELECT test.is(test.hook(70), 'dd 8 v1', 'what is made sealed has no key besides');
INSERT INTO directory.channel (tenant, id, medium, name) VALUES (1, 71, 'sms', 'Imported');
SELECT test.ok((SELECT c.hook_key ~ '^[0-9a-f]{32}$' AND c.hook_key_hash = sha256(c.hook_key::bytea) FROM directory.channel AS c WHERE c.id = 71), 'one of a file gets a key that nobody knows');

-- Fax numbers.
INSERT INTO sms.account (tenant, id, carrier, name) VALUES (1, 901, 'fax_sandbox', 'Fax');
INSERT INTO sms.fax_number (tenant, id, number, account_id, user_id, hook_key) VALUES (1, 1, '+4690123450', 901, test.who('ann'), 'fax-key-0123456789');
SELECT test.is((SELECT address_key FROM sms.a_fax_number), 'fax-key-0123456789', 'a fax number''s key is shown');
SELECT test.is((SELECT array_agg(kind ORDER BY kind) FROM sms.hook_keys_open(10)), '{channel,fax_number}', 'it is to be sealed, too');
SELECT test.is(sms.hook_key_seal('fax_number', 1, 1, sha256('fax-key-0123456789'), '\xee', 9), true, 'and is');
SELECT test.is((SELECT concat_ws(' ', n.hook_key, a.address_key, n.hook_key_hash = sha256('fax-key-0123456789')) FROM sms.fax_number AS n, sms.a_fax_number AS a), '9:ee t',
	'then it is shown sealed, for smsgw to open');
SELECT test.fails($$UPDATE sms.fax_number SET hook_key_hash = NULL$$, '23514', 'none is without a hash');
