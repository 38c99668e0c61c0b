-- Files of texts (SMS-9, rule 29): wanted with the text, claimed by one, stored once, shown to who may, forgotten.
\ir testing_work.sql
SELECT test.available('ann');
SELECT test.hold();

-- A text with files; addresses as JSON.
CREATE FUNCTION pg_temp.mms(number text, media jsonb, text text DEFAULT '[media]', id text DEFAULT 'MM' || nextval('test.provider_id')) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.accept_inbound(1, 1, 1, %L, %L, %L, %L, NULL, NULL, NULL, NULL, %L, NULL, %L)', id, number, text, text::bytea,
		test.hash(number), media), test.text_keys(number, id))
$$;
CREATE FUNCTION pg_temp.key_of(file bigint) RETURNS bigint LANGUAGE sql AS $$
	SELECT messaging.key_of(1, a.conversation) FROM messaging.attachment AS a WHERE a.id = $1
$$;
CREATE FUNCTION pg_temp.begin_(file bigint, lease integer DEFAULT 60000) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.media_begin(1, %s, %s)', file, lease), ARRAY[pg_temp.key_of(file)])
$$;
CREATE FUNCTION pg_temp.store(file bigint, claim bigint, bytes bytea, type text DEFAULT 'image/png') RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.media_store(1, %s, %s, %L, %L, %L)', file, claim, type, sha256(bytes), bytes),
		ARRAY[COALESCE(pg_temp.key_of(file), 0), ops.key('file', 1, encode(sha256(bytes), 'hex'))])
$$;
CREATE FUNCTION pg_temp.fail(file bigint, claim bigint, reason text, again bigint DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.media_fail(1, %s, %s, %L, %L)', file, claim, reason, again), ARRAY[pg_temp.key_of(file)])
$$;
CREATE FUNCTION pg_temp.retry(file bigint, username text, role text, tenant bigint DEFAULT 1) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.attachment_retry(%L, NULL, %s, %s, %L, %s)', c, tenant, test.who(username), role, file),
		ARRAY[ops.key('command', tenant, encode(c, 'hex'))]) FROM test.command() AS c
$$;
CREATE FUNCTION pg_temp.bytes_for(file bigint, username text, role text, tenant bigint DEFAULT 1) RETURNS bytea LANGUAGE sql AS $$
	SELECT r.bytes FROM messaging.attachment_read(tenant, file, test.who(username), role) AS r
$$;
-- The n-th file of a message.
CREATE FUNCTION pg_temp.file_of(got jsonb, n integer) RETURNS bigint LANGUAGE sql AS $$
	SELECT a.id FROM messaging.attachment AS a WHERE a.message = (got ->> 'message')::bigint AND a.position = n
$$;
CREATE FUNCTION pg_temp.shown(got jsonb) RETURNS jsonb LANGUAGE sql AS $$
	SELECT messaging.message_json(m) -> 'attachments' FROM messaging.message AS m WHERE m.id = (got ->> 'message')::bigint
$$;

-- ---- wanted ----

SELECT pg_temp.mms('+4915200000001', '["https://m.test/1", null, "https://m.test/3"]', 'look', 'MM-once') AS got \gset
SELECT test.is(:'got'::jsonb ->> 'outcome', 'accepted', 'a text with files is accepted');
SELECT test.is(jsonb_path_query_array(pg_temp.shown(:'got'), '$[*].state')::text, '["wanted", "failed", "wanted"]', 'its files are shown, one whose address can''t be read as failed');
SELECT test.is((SELECT count(*) FROM sms.media), 2::bigint, 'the others are to be fetched');
SELECT test.is(pg_temp.mms('+4915200000001', '["https://m.test/1"]', 'look', 'MM-once') ->> 'outcome', 'duplicate', 'the same text again');
SELECT test.is((SELECT count(*) FROM messaging.attachment), 3::bigint, 'brings no further files');
SELECT test.text_in('+4915200000001', 'plain') ->> 'message' AS plain \gset
SELECT test.is((SELECT messaging.message_json(m) ? 'attachments' FROM messaging.message AS m WHERE m.id = :plain),
	false, 'a text without files says nothing of them');
SELECT pg_temp.file_of(:'got', 1) AS one, pg_temp.file_of(:'got', 2) AS none, pg_temp.file_of(:'got', 3) AS three \gset

-- ---- claimed by one ----

SELECT test.is((SELECT count(*) FROM sms.media_due(10)), 2::bigint, 'both are due at once');
SELECT test.is((SELECT count(*) FROM sms.media_due(2)), 1::bigint, 'of one account half of what is asked for at most');
SELECT pg_temp.begin_(:one) AS begun \gset
SELECT test.is((:'begun'::jsonb ->> 'outcome') || ' ' || (:'begun'::jsonb ->> 'url') || ' ' || (:'begun'::jsonb ->> 'tries'), 'fetch https://m.test/1 1', 'a gateway claims one');
SELECT test.is(pg_temp.begin_(:one) ->> 'outcome', 'gone', 'another does not');
SELECT test.is((SELECT array_agg(d.id) FROM sms.media_due(10) AS d), ARRAY[:three]::bigint[], 'and does not see it');
SELECT test.pass('61 s');
SELECT test.is(pg_temp.begin_(:one) ->> 'claim', '2', 'when the claim has passed it does');
SELECT test.is(pg_temp.store(:one, 1, 'late') ->> 'outcome', 'gone', 'who fetched too long has lost it');
SELECT test.is((SELECT count(*) FROM messaging.file), 0::bigint, 'and stores nothing');
SELECT test.fails(format('SELECT sms.media_begin(1, %s, 60000)', :three), 'P0004', 'without the conversation''s key nothing is claimed');

-- ---- stored once ----

SELECT m.version AS before FROM messaging.message AS m WHERE m.id = (:'got'::jsonb ->> 'message')::bigint \gset
SELECT test.is(pg_temp.store(:one, 2, convert_to(repeat('0123456789abcdef', 40000), 'UTF8')) ->> 'outcome', 'ok', 'what was fetched is stored');
SELECT test.is((SELECT array_agg(length(c.bytes) ORDER BY c.n) FROM messaging.file_chunk AS c), '{262144,262144,115712}', 'in chunks of 256 KiB (rule 29)');
SELECT test.is((SELECT m.version FROM messaging.message AS m WHERE m.id = (:'got'::jsonb ->> 'message')::bigint), :before + 1::bigint, 'the message has a new version');
SELECT test.is((SELECT e.type FROM ops.event AS e WHERE e.kind = 5 ORDER BY e.id DESC LIMIT 1), 'message.attached', 'which is told');
SELECT test.is(pg_temp.shown(:'got') -> 0, jsonb_build_object('id', :'one', 'state', 'stored', 'reason', NULL, 'type', 'image/png', 'bytes', 640000,
	'sha256', encode(sha256(convert_to(repeat('0123456789abcdef', 40000), 'UTF8')), 'hex')), 'it is shown with type, size and hash');
SELECT test.is((SELECT count(*) FROM sms.media WHERE id = :one), 0::bigint, 'nothing is left to be done for it');
SELECT test.is(pg_temp.store(:one, 2, 'again') ->> 'outcome', 'gone', 'the same end again changes nothing');
SELECT pg_temp.begin_(:three) AS begun \gset
SELECT test.is(pg_temp.store(:three, 1, convert_to(repeat('0123456789abcdef', 40000), 'UTF8')) ->> 'outcome', 'ok', 'the same bytes for another');
SELECT test.is((SELECT count(*) FROM messaging.file), 1::bigint, 'are kept once');
SELECT test.fails(format('SELECT messaging.file_store(1, sha256(%L), %L)', 'x', 'x'), 'P0004', 'without its key no file is stored');

-- ---- failed, and again ----

SELECT pg_temp.mms('+4915200000002', '["https://m.test/9"]') AS bad \gset
SELECT pg_temp.file_of(:'bad', 1) AS nine \gset
SELECT pg_temp.begin_(:nine) AS begun \gset
SELECT test.is(pg_temp.fail(:nine, 1, 'the carrier had a fault', 5000) ->> 'outcome', 'ok', 'it may work later');
SELECT test.is(pg_temp.shown(:'bad') -> 0 ->> 'state', 'wanted', 'then it is still wanted');
SELECT test.is((SELECT count(*) FROM sms.media_due(10)), 0::bigint, 'but not yet');
SELECT test.pass('5 s');
SELECT test.is((SELECT array_agg(d.id) FROM sms.media_due(10) AS d), ARRAY[:nine]::bigint[], 'then it is due');
SELECT test.is(pg_temp.begin_(:nine) ->> 'tries', '2', 'for the second time');
SELECT test.is(pg_temp.fail(:nine, 2, 'the carrier does not have it') ->> 'outcome', 'ok', 'it never will');
SELECT test.is((pg_temp.shown(:'bad') -> 0 ->> 'state') || ': ' || (pg_temp.shown(:'bad') -> 0 ->> 'reason'), 'failed: the carrier does not have it', 'that is shown, with the reason');
SELECT test.pass('1 day');
SELECT test.is((SELECT count(*) FROM sms.media_due(10)), 0::bigint, 'and it is not tried again by itself');
SELECT test.is(pg_temp.bytes_for(:nine, 'eve', 'administrator'), NULL, 'it has no bytes');
SELECT test.is((pg_temp.retry(:nine, 'ben', 'agent')).outcome, 'not_found', 'who may not read the message asks for nothing');
SELECT test.is((pg_temp.retry(:nine, 'eve', 'administrator', 2)).outcome, 'not_found', 'nor does another tenant');
-- Eve administers: she reads a conversation that goes on while she looks at it (MS-1).
CREATE FUNCTION pg_temp.look(conversation bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.look(%L, NULL, 1, %s, ''administrator'', %s)', c, test.who('eve'), conversation),
		test.command_keys(c, ops.key('watch', 1, conversation::text)))).outcome FROM test.command() AS c
$$;
SELECT test.is((pg_temp.retry(:nine, 'eve', 'administrator')).outcome, 'not_found', 'nor does who leads, without a look');
SELECT test.is((SELECT string_agg(DISTINCT pg_temp.look(a.conversation), ' ') FROM messaging.attachment AS a WHERE a.id IN (:nine, :one, :none)), 'ok', 'who leads looks');
SELECT test.is((SELECT (r.body #>> '{state,attachments,0,state}') FROM pg_temp.retry(:nine, 'eve', 'administrator') AS r), 'wanted', 'who may has it fetched again');
SELECT test.is(pg_temp.begin_(:nine) ->> 'tries', '1', 'from the first try on');
SELECT test.is((pg_temp.retry(:one, 'eve', 'administrator')).outcome, 'ok', 'what is stored');
SELECT test.is((SELECT a.state::text FROM messaging.attachment AS a WHERE a.id = :one), 'stored', 'stays as it is');
SELECT test.is((SELECT (r.body #>> '{state,attachments,1,state}') FROM pg_temp.retry(:none, 'eve', 'administrator') AS r), 'failed', 'as does what no address leads to');

-- ---- who sees it ----

SELECT test.is(length(pg_temp.bytes_for(:one, 'eve', 'administrator')), 640000, 'an administrator reads its bytes');
SELECT test.is(pg_temp.bytes_for(:one, 'ann', 'agent'), NULL, 'an agent who has nothing to do with it does not');
SELECT test.is(pg_temp.bytes_for(:one, 'eve', 'administrator', 2), NULL, 'nor does another tenant');
SELECT test.offer((:'got'::jsonb ->> 'interaction')::bigint, 'ann');
SELECT test.accept(test.live_offer((:'got'::jsonb ->> 'interaction')::bigint), 'ann');
SELECT test.is(length(pg_temp.bytes_for(:one, 'ann', 'agent')), 640000, 'who has the conversation does');
SELECT test.is(pg_temp.bytes_for(:one, 'ben', 'agent'), NULL, 'a colleague does not');

-- ---- stop words, parts ----

SELECT test.row_(format('sms.accept_inbound(1, 1, 1, %L, %L, %L, %L, NULL, NULL, NULL, %L, %L, %L, %L)', 'MM-stop', '+4915200000003', 'STOP', 'STOP'::bytea, 'stop',
	test.hash('+4915200000003'), 'out', '["https://m.test/s"]'), test.text_keys('+4915200000003', 'MM-stop')) AS stop \gset
SELECT test.is(pg_temp.shown(:'stop') -> 0 ->> 'state', 'wanted', 'a file that comes with a stop word is shown in its conversation, too');

-- ---- forgotten ----

-- Two conversations have the same bytes; what is left of the first is fetched no more.
SELECT pg_temp.mms('+4915200000004', '["https://m.test/a", "https://m.test/b"]') AS mine \gset
SELECT pg_temp.file_of(:'mine', 1) AS a, pg_temp.file_of(:'mine', 2) AS b \gset
SELECT pg_temp.begin_(:a), pg_temp.begin_(:b);
SELECT pg_temp.store(:a, 1, convert_to(repeat('0123456789abcdef', 40000), 'UTF8'));
CREATE FUNCTION pg_temp.erase(conversation bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	whole boolean;
BEGIN
	PERFORM ops.batch_begin('{}');
	whole := messaging.conversation_erase(1, conversation, 'Erased', 500);
	PERFORM ops.batch_end();
	RETURN whole;
END $$;
UPDATE messaging.conversation SET state = 'closed', closed_at = ops.clock() WHERE number IN ('+4915200000001', '+4915200000004');
SELECT test.connect('other'), test.run('other', 'BEGIN');
SELECT test.ask('other', format('SELECT ops.batch_begin(ARRAY[ops.key(%L, 1, %L)])', 'file', encode(sha256(convert_to(repeat('0123456789abcdef', 40000), 'UTF8')), 'hex')));
SELECT test.is(pg_temp.erase((:'mine'::jsonb ->> 'conversation')::bigint), false, 'while another stores the same file, erasing waits for nobody');
SELECT test.run('other', 'ROLLBACK');
SELECT test.is(pg_temp.erase((:'mine'::jsonb ->> 'conversation')::bigint), true, 'then it ends');
SELECT test.is((SELECT count(*) FROM messaging.attachment WHERE id IN (:a, :b)) + (SELECT count(*) FROM sms.media WHERE id IN (:a, :b)), 0::bigint, 'an erased conversation has no files, and none to fetch');
SELECT test.is(pg_temp.store(:b, 1, 'too late') ->> 'outcome', 'gone', 'one that was being fetched is not stored');
SELECT test.is(length(pg_temp.bytes_for(:one, 'eve', 'administrator')), 640000, 'the same bytes of another message stay');
SELECT test.is(pg_temp.erase((:'got'::jsonb ->> 'conversation')::bigint), true, 'with the last message that has them');
SELECT test.is((SELECT count(*) FROM messaging.file) + (SELECT count(*) FROM messaging.file_chunk), 0::bigint, 'they go');
SELECT test.is((SELECT messaging.message_json(m) ? 'attachments' FROM messaging.message AS m WHERE m.id = (:'got'::jsonb ->> 'message')::bigint), false, 'and the message shows none');
