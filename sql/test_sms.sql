-- SMS: accepting, parts, opt-outs, what has to be sent, receipts.
\ir testing_work.sql
SELECT test.available('ann');
SELECT ops.holder_claim('group', 1, 1, 0, 0) AS epoch \gset

-- ---- accepting ----

SELECT test.text_in('+4915100000001', 'Grüße 👍', provider_id => 'P1') AS first \gset
SELECT test.is(:'first'::jsonb ->> 'outcome', 'accepted', 'a text is accepted');
SELECT test.is(m.text, 'Grüße 👍', 'every character is kept') FROM messaging.message AS m WHERE id = (:'first'::jsonb ->> 'message')::bigint;
SELECT test.is(test.text_in('+4915100000001', 'Grüße 👍', provider_id => 'P1') ->> 'outcome', 'duplicate', 'the same provider id again is a duplicate');
SELECT test.is(test.text_in('+4915100000001', 'Grüße 👍', provider_id => 'P1') ->> 'message', :'first'::jsonb ->> 'message', 'and answers the first message');
SELECT test.is((SELECT count(*) FROM messaging.message), 1::bigint, 'which stays one');
SELECT test.is((SELECT count(*) FROM sms.raw_inbound), 1::bigint, 'its raw bytes are kept once');
SELECT test.is(test.text_in('+4915100000001', 'two') ->> 'seq', '2', 'a second text has the next sequence');
SELECT test.is((SELECT count(*) FROM ops.event WHERE kind IN (3, 5)), 3::bigint, 'events: each message, and the new interaction');
SELECT test.fails($$SELECT sms.accept_inbound(1, 1, 1, 'P9', '+4915100000009', 'x', 'x', NULL, NULL, NULL, NULL, NULL, NULL)$$,
	'P0004', 'without its keys nothing is accepted');

-- Two gateways accept the first two texts of one new customer at once (SMS-5).
SELECT test.connect('a'), test.connect('b');
SELECT test.run('a', 'BEGIN'), test.ask('a', format('SELECT ops.batch_begin(%L)', test.text_keys('+4915100000002', 'A1')));
SELECT test.run('b', 'BEGIN');
SELECT test.send('b', format('SELECT ops.batch_begin(%L)', test.text_keys('+4915100000002', 'B1')));
SELECT test.ok(test.waits('b'), 'a second gateway waits for the customer''s key');
SELECT test.ask('a', $$SELECT conversation FROM sms.accept_inbound(1, 1, 1, 'A1', '+4915100000002', 'one', 'one', NULL, NULL, NULL, NULL, '\x01', NULL)$$) AS ca \gset
SELECT test.run('a', 'COMMIT');
SELECT test.answer('b');
SELECT test.ask('b', $$SELECT conversation FROM sms.accept_inbound(1, 1, 1, 'B1', '+4915100000002', 'two', 'two', NULL, NULL, NULL, NULL, '\x01', NULL)$$) AS cb \gset
SELECT test.run('b', 'COMMIT');
SELECT test.is(:'ca'::text, :'cb'::text, 'both texts are in one conversation');
SELECT test.is(array_agg(m.seq || m.text ORDER BY m.seq), '{1one,2two}', 'in order') FROM messaging.message AS m WHERE m.conversation = :ca;
SELECT test.is((SELECT count(*) FROM routing.interaction WHERE conversation = :ca), 1::bigint, 'with one interaction');
SELECT test.fails(format('INSERT INTO messaging.conversation (tenant, channel, number, last_at, opened_at) VALUES (1, 1, %L, ops.clock(), ops.clock())',
	'+4915100000002'), '23505', 'a second open conversation can''t be stored');

-- ---- parts (SMS-8) ----

SELECT test.is(test.text_in('+4915100000003', 'C', ref => 7, total => 3, part => 3) ->> 'outcome', 'part_kept', 'the last part comes first');
SELECT test.is(test.text_in('+4915100000003', 'A', ref => 7, total => 3, part => 1) ->> 'outcome', 'part_kept', 'then the first');
SELECT test.is(test.text_in('+4915100000003', 'A', ref => 7, total => 3, part => 1) ->> 'outcome', 'duplicate', 'the first again is a duplicate');
SELECT test.is((SELECT count(*) FROM messaging.conversation WHERE number = '+4915100000003'), 0::bigint, 'nothing is shown yet');
SELECT test.text_in('+4915100000003', 'B', ref => 7, total => 3, part => 2) AS whole \gset
SELECT test.is(:'whole'::jsonb ->> 'outcome', 'accepted', 'with the missing part the message is there');
SELECT test.is(m.text, 'ABC', 'whole and in order') FROM messaging.message AS m WHERE id = (:'whole'::jsonb ->> 'message')::bigint;
SELECT test.is(test.text_in('+4915100000003', 'B', ref => 7, total => 3, part => 2) ->> 'outcome', 'duplicate', 'a late duplicate changes nothing');
SELECT test.is(test.text_in('+4915100000003', 'Z', ref => 7, total => 3, part => 2) ->> 'outcome', 'part_kept', 'another text with the same reference is a new message');

SELECT test.text_in('+4915100000004', 'A', ref => 8, total => 3, part => 1);
SELECT test.text_in('+4915100000004', 'C', ref => 8, total => 3, part => 3);
SELECT test.is((SELECT count(*) FROM sms.parts_due(10)), 0::bigint, 'parts wait for each other');
SELECT test.pass('10 min');
SELECT set_id AS set_ FROM sms.parts_due(10) WHERE number = '+4915100000004' \gset
SELECT test.row_(format('sms.parts_flush(1, %s)', :set_), test.text_keys('+4915100000004', 'none')) AS flushed \gset
SELECT test.is(m.text, 'A[part 2 of 3 missing]C', 'after ten minutes it is shown with its gap marked') FROM messaging.message AS m WHERE id = (:'flushed'::jsonb ->> 'message')::bigint;
SELECT test.is(test.row_(format('sms.parts_flush(1, %s)', :set_), test.text_keys('+4915100000004', 'none')) ->> 'outcome', 'not_due', 'once');
SELECT test.is(test.text_in('+4915100000004', 'B', ref => 8, total => 3, part => 2) ->> 'outcome', 'part_kept', 'a part that comes later');
SELECT test.is(m.text || m.version, 'ABC2', 'replaces its mark') FROM messaging.message AS m WHERE id = (:'flushed'::jsonb ->> 'message')::bigint;

SELECT test.text_in('+4915100000005', 'A', ref => 9, total => 2, part => 1);
SELECT test.pass('11 min');
SELECT test.row_(format('sms.parts_flush(1, %s)', set_id), test.text_keys('+4915100000005', 'none')) AS flushed FROM sms.parts_due(10) WHERE number = '+4915100000005' \gset
SELECT test.call(format('routing.auto_reply(1, %s, %L, NULL)', (:'flushed'::jsonb ->> 'interaction'), 'ok'), '{}');
SELECT test.is(test.text_in('+4915100000005', 'B', ref => 9, total => 2, part => 2) ->> 'interaction_new', 'true', 'a part after the end is a new text, the transcript stays');
SELECT test.is(m.text, 'A[part 2 of 2 missing]', 'as it was') FROM messaging.message AS m WHERE id = (:'flushed'::jsonb ->> 'message')::bigint;
SELECT test.text_in('+4915100000908', 'hello', ref => 7, total => 2, part => 1), test.text_in('+4915100000908', 'a', ref => 7, total => 2, part => 2);
SELECT test.is(test.text_in('+4915100000908', 'hello', ref => 7, total => 2, part => 1) ->> 'outcome', 'duplicate', 'a part of a whole text that comes once more is a duplicate');
SELECT test.pass('11 minutes');
SELECT test.is(test.text_in('+4915100000908', 'hello', ref => 7, total => 2, part => 1) ->> 'outcome', 'part_kept', 'ten minutes later the same reference is a new text, which may begin alike');
SELECT test.is(test.text_in('+4915100000908', 'a', ref => 7, total => 2, part => 2) ->> 'outcome', 'accepted', 'and be the same');

-- ---- stop, start, help (SMS-20) ----

SELECT test.text_in('+4915100000006', 'STOP', 'stop', 'You are out.', 'S1') AS stop \gset
SELECT test.is(:'stop'::jsonb ->> 'outcome', 'stopped', 'a stop word is seen');
SELECT test.is(:'stop'::jsonb ->> 'interaction', NULL, 'no interaction arises');
SELECT test.is(state || '/' || last_seq, 'closed/2', 'the texts are in a conversation that is closed') FROM messaging.conversation WHERE id = (:'stop'::jsonb ->> 'conversation')::bigint;
SELECT test.is((SELECT exempt FROM sms.outbox WHERE number = '+4915100000006'), true, 'the confirmation is exempt');
SELECT test.is(test.text_in('+4915100000006', 'STOP', 'stop', 'You are out.', 'S1') ->> 'outcome', 'duplicate', 'the same again is a duplicate');
SELECT test.text_in('+4915100000006', 'stop', 'stop', 'You are out.');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE number = '+4915100000006'), 1::bigint, 'a second stop brings no second confirmation');
SELECT id AS out FROM sms.outbox WHERE number = '+4915100000006' \gset
SELECT test.is(test.send_begin(:out) ->> 'outcome', 'send', 'the confirmation leaves in spite of the block');
SELECT test.is(test.send_end(:out, 1, 'sent', 'SMstop') ->> 'outcome', 'ok', 'and is sent');
SELECT test.text_in('+4915100000006', 'HELP', 'help', 'We help.');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE number = '+4915100000006'), 0::bigint, 'help is not answered past the block');
SELECT test.is(test.text_in('+4915100000006', 'START', 'start', 'You are in.') ->> 'outcome', 'started', 'a start word lifts it');
SELECT test.is((SELECT state FROM sms.opt_out WHERE number_hash = test.hash('+4915100000006')), 'started', 'the block is lifted');
SELECT test.is(test.text_in('+4915100000007', 'start', 'start', 'You are in.') ->> 'outcome', 'started', 'a start without a stop');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE number = '+4915100000007'), 0::bigint, 'is not confirmed');
SELECT test.is(test.text_in('+4915100000006', 'START', 'start', 'You are in.') ->> 'outcome', 'started', 'a second start');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE number = '+4915100000006'), 1::bigint, 'brings no second confirmation');

-- The ledger: each change, and what it came by.
CREATE FUNCTION test.opt_out(number text) RETURNS jsonb LANGUAGE sql AS $$ SELECT (sms.opt_outs(1, ARRAY[test.hash(number)])).body -> 'data' -> 0 $$;
CREATE FUNCTION test.worded(number text, text text, intent text, word text, confirm text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT test.row_(format('sms.accept_inbound(1, 1, 1, %L, %L, %L, %L, NULL, NULL, NULL, %L, %L, %L, NULL, %L)', id, number, text,
		convert_to(text, 'UTF8'), intent, test.hash(number), confirm, word), test.text_keys(number, id)) ->> 'outcome'
	FROM (SELECT 'SM' || nextval('test.provider_id') AS id) AS p
$$;
CREATE FUNCTION test.record(number text, channel bigint DEFAULT 1, key bigint DEFAULT NULL, command bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('sms.opt_out_record(%L, NULL, 1, %s, %L, %L, %s, %L, %L)', command, CASE WHEN key IS NULL THEN test.who('ann') ELSE 0 END,
		CASE WHEN key IS NULL THEN 'agent' ELSE 'integrator' END, key, channel, number, test.hash(number)),
		test.command_keys(command, ops.key('conversation', 1, channel || ':' || number)))
$$;
SELECT test.is(test.worded('+4915100000018', 'Stopp!', 'stop', 'stopp'), 'stopped', 'a stop word of the channel''s country');
SELECT test.is(test.opt_out('+4915100000018') - 'since' - 'entries', '{"channel": "1", "state": "stopped", "source": "text", "word": "stopp", "by": null}', 'stands in the ledger as its source');
SELECT test.worded('+4915100000018', 'stop', 'stop', 'stop');
SELECT test.is(test.opt_out('+4915100000018') ->> 'word', 'stopp', 'a second one changes nothing');
SELECT test.is((test.record('+4915100000018')).outcome, 'ok', 'nor does who records it then');
SELECT test.is(test.worded('+4915100000018', 'Start', 'start', 'start'), 'started', 'a start word');
SELECT test.record('+4915100000018') AS recorded \gset
SELECT test.is((:'recorded'::ops.answer).outcome, 'created', 'an agent records that the customer asked');
SELECT test.is((:'recorded'::ops.answer).body, test.opt_out('+4915100000018'), 'and is answered the opt-out as it is listed');
SELECT test.is(jsonb_path_query_array(test.opt_out('+4915100000018'), '$.entries[*].source'), '["user", "text", "text"]', 'the ledger keeps each change, the newest first');
SELECT test.is(jsonb_path_query_array(test.opt_out('+4915100000018'), '$.entries[*].word'), '[null, "start", "stopp"]', 'with its word');
SELECT test.is(test.opt_out('+4915100000018') -> 'by', jsonb_build_object('id', test.who('ann')::text, 'name', (SELECT u.name FROM directory.app_user AS u WHERE u.id = test.who('ann'))), 'and its user');
SELECT test.is(test.opt_out('+4915100000018') ->> 'since', test.opt_out('+4915100000018') #>> '{entries,0,at}', 'since the last');
SELECT test.is((SELECT count(*) FROM ops.audit AS a WHERE a.action = 'opt_out' AND a.actor = test.who('ann') AND a.key = 1), 1::bigint, 'it is audited once');
SELECT test.is((test.record('+4915100000019', 999)).outcome, 'unknown_reference', 'a channel that is not there');
SELECT test.is((test.record('+4915100000019', 1, 77)).outcome, 'created', 'an API key records it');
SELECT test.is(test.opt_out('+4915100000019') - 'since' - 'entries', '{"channel": "1", "state": "stopped", "source": "api_key", "word": null, "by": {"id": "77", "name": null}}', 'and is named, also when it is gone');
SELECT test.is(test.worded('+4915100000019', 'hello', NULL, NULL), 'accepted', 'who is stopped so may write');
SELECT test.is((SELECT messaging.opted_out(c) FROM messaging.conversation AS c WHERE c.number = '+4915100000019'), true, 'and is not answered');
SELECT test.worded('+4915100000021', 'stop', 'stop', 'stop'), test.worded('+4915100000021', 'start', 'start', 'start', 'Welcome back.');
SELECT test.is((SELECT array_agg(o.exempt) FROM sms.outbox AS o WHERE o.number_hash = test.hash('+4915100000021')), '{t}', 'the answer to a start word waits');
SELECT test.record('+4915100000021');
SELECT test.is((SELECT array_agg(o.exempt) FROM sms.outbox AS o WHERE o.number_hash = test.hash('+4915100000021')), '{f}', 'and is not sent past an opt-out that is recorded then');
SELECT test.command() AS again \gset
SELECT test.record('+4915100000020', 1, 77, :'again') AS once \gset
SELECT test.record('+4915100000020', 1, 77, :'again') AS twice \gset
SELECT test.is(((:'twice'::ops.answer).outcome, (:'twice'::ops.answer).body), ((:'once'::ops.answer).outcome, (:'once'::ops.answer).body), 'the same command once more has the same answer');

CREATE FUNCTION test.helps(number text) RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM messaging.message AS m JOIN messaging.conversation AS c ON c.id = m.conversation
	WHERE c.number = helps.number AND m.direction = 'out' AND m.text = 'We help.'
$$;
SELECT test.is(test.text_in('+4915100000006', 'HELP', 'help', 'We help.') ->> 'outcome', 'helped', 'a help word is seen');
SELECT test.is(test.helps('+4915100000006'), 1::bigint, 'and answered when the block is lifted');
SELECT count(test.text_in('+4915100000006', 'HELP', 'help', 'We help.')) FROM generate_series(1, 5);
SELECT test.is(test.helps('+4915100000006'), 1::bigint, 'five more within a day bring no other answer');
SELECT test.text_in('+4915100000017', 'HELP', 'help', 'We help.');
SELECT test.is(test.helps('+4915100000017'), 1::bigint, 'another number gets its own');
SELECT test.is((SELECT bool_or(exempt) FROM sms.outbox WHERE number = '+4915100000017'), false, 'which a later block holds back');
SELECT test.pass('24 h');
SELECT test.text_in('+4915100000006', 'HELP', 'help', 'We help.');
SELECT test.is(test.helps('+4915100000006'), 2::bigint, 'after a day help is answered again');
SELECT sms.seen_sweep(100);
SELECT test.is((SELECT count(*) FROM sms.help_answer), 1::bigint, 'and what is older than a day is forgotten');
SELECT test.pass('-24 h');

SELECT test.is(test.text_in('+4915100000007', 'yes', 'yes') ->> 'outcome', 'accepted', 'yes is an ordinary text');
SELECT test.text_in('+4915100000016', 'STOP', 'stop');
SELECT test.is(test.text_in('+4915100000016', 'yes', 'yes') ->> 'outcome', 'started', 'but starts again what was stopped');

SELECT test.handled('+4915100000008', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
SELECT test.say(:c, 'ann', 'queued before');
SELECT test.text_in('+4915100000008', 'Stop', 'stop', 'Out.') AS stop \gset
SELECT test.is((:'stop'::jsonb ->> 'conversation')::bigint, :c::bigint, 'in an open conversation the stop word shows there');
SELECT test.is((SELECT state ->> 'opted_out' FROM messaging.conversation_state(1, :c)), 'true', 'with the block');
SELECT test.is((test.say(:c, 'ann', 'please')).outcome, 'opted_out', 'and the agent can''t send past it');
SELECT min(id) AS out FROM sms.outbox WHERE conversation = :c \gset
SELECT test.is(test.send_begin(:out) ->> 'outcome', 'opted_out', 'a stop also stops what is queued');
SELECT test.is(test.delivery(:c, 2), 'blocked', 'which is shown as blocked');
SELECT test.text_in('+4915100000008', 'start', 'start');
SELECT test.is((test.say(:c, 'ann', 'welcome back')).outcome, 'created', 'after start the agent sends again');
DELETE FROM sms.outbox;

-- ---- order, attempts, ends (SMS-23, SMS-31, SMS-34) ----

SELECT test.handled('+4915100000010', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
SELECT test.handled('+4915100000011', 'ann') AS got2 \gset
SELECT test.say(:c, 'ann', 'one'), test.say(:c, 'ann', 'two'), test.say((:'got2'::jsonb ->> 'conversation')::bigint, 'ann', 'other');
SELECT array_agg(id ORDER BY id) AS ids FROM sms.outbox \gset
SELECT (:'ids'::bigint[])[1] AS o1, (:'ids'::bigint[])[2] AS o2, (:'ids'::bigint[])[3] AS o3 \gset
SELECT test.is((SELECT array_agg(h.id) FROM sms.outbox_heads(1, 0, 10) AS h), ARRAY[:o1, :o3]::bigint[], 'of each customer the first message is a head');
SELECT test.is((SELECT array_agg(h.id) FROM sms.outbox_heads(1, :o1, 10) AS h), ARRAY[:o3]::bigint[], 'heads come in pages');
SELECT test.is(test.send_begin(:o2) ->> 'outcome', 'wait', 'the second waits for the first');
SELECT test.is(test.send_begin(:o1, 999) ->> 'outcome', 'fenced', 'who does not hold the group sends nothing');
SELECT test.send_begin(:o1) AS begun \gset
SELECT test.is(test.row_(format('sms.send_begin(1, %s, 1, %s, 0)', :o1, test.epoch()), '{}') ->> 'outcome', 'send', 'the same call again answers send');
SELECT test.is(test.row_(format('sms.send_begin(1, %s, 1, %s, 1)', :o1, test.epoch()), '{}') ->> 'outcome', 'wait',
	'a call that sees it under way never sends it again');
SELECT test.is(:'begun'::jsonb ->> 'ref', format('1.%s.%s', :o1, :'begun'::jsonb ->> 'message'), 'a send has a reference');
SELECT test.is(test.send_end(:o1, 1, 'retry', retry_ms => 5000) ->> 'outcome', 'ok', 'a send is tried again');
SELECT test.is(test.send_begin(:o1) ->> 'outcome', 'wait', 'later');
SELECT test.is(test.delivery(:c, 2), 'sending', 'meanwhile it is being sent');
SELECT test.pass('6 s');
SELECT test.is(test.send_begin(:o1) ->> 'attempt', '2', 'the second attempt');
SELECT test.is(test.send_end(:o1, 1, 'failed') ->> 'outcome', 'gone', 'the first attempt''s late end does nothing');
SELECT test.is(test.send_end(:o1, 2, 'retry', retry_ms => 90000000) ->> 'outcome', 'ok', 'a retry past the validity');
SELECT test.is(test.delivery(:c, 2), 'expired', 'is the end');
SELECT test.is(test.send_end(:o1, 2, 'failed') ->> 'outcome', 'gone', 'after which nothing is left to end');
SELECT test.is(test.send_begin(:o2) ->> 'outcome', 'send', 'then the second is sent');

-- A takeover: what the former holder left in sending is unknown, and holds up nothing.
SELECT test.say(:c, 'ann', 'three');
SELECT ops.holder_claim('group', 1, 2, :epoch, 1) AS epoch2 \gset
SELECT test.is(test.send_end(:o2, 1, 'sent', 'SMlate', epoch => :epoch) ->> 'outcome', 'ok', 'the former holder''s answer is kept as long as nobody has decided');
SELECT max(id) AS o4 FROM sms.outbox WHERE conversation = :c \gset
SELECT test.is(test.send_begin(:o4) ->> 'outcome', 'send', 'the new holder sends on');
SELECT ops.holder_claim('group', 1, 3, :epoch2, 1) AS epoch3 \gset
SELECT test.row_(format('sms.group_takeover(1, 1, %s)', :epoch3), '{}') AS taken \gset
SELECT test.is(:'taken'::jsonb ->> 'changed', '1', 'a takeover decides what was in sending');
SELECT test.is(test.delivery(:c, 4), 'unknown', 'it is unknown');
SELECT test.is(test.row_(format('sms.group_takeover(1, 1, %s)', :epoch2), '{}'), NULL, 'only the holder takes over');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE conversation = :c), 0::bigint, 'and holds up nothing');

-- ---- receipts (SMS-32; rule 17) ----

SELECT m.id AS m4 FROM messaging.message AS m WHERE conversation = :c AND seq = 4 \gset
SELECT test.is(test.receipt('SMx', 'delivered', format('1.%s.%s', :o4, :m4)) ->> 'changed', 'true', 'a receipt with our reference finds the unknown message');
SELECT test.is(test.delivery(:c, 4), 'delivered', 'it was delivered after all');
SELECT test.is(test.receipt('SMx', 'sent') ->> 'changed', 'false', 'a late earlier state changes nothing');
SELECT test.is(test.receipt('SMx', 'failed') ->> 'changed', 'false', 'nor does a failure');
SELECT test.is(test.receipt('SMnever', 'delivered', '1.1.' || :m4 || 'x') ->> 'outcome', 'parked', 'a reference that is none is not followed');
SELECT test.is(test.receipt('SMnever', 'delivered', '2.1.' || :m4) ->> 'outcome', 'parked', 'nor one of another tenant');

SELECT test.say(:c, 'ann', 'four');
SELECT max(id) AS o5 FROM sms.outbox WHERE conversation = :c \gset
SELECT test.send_begin(:o5);
SELECT test.is(test.receipt('SM5', 'delivered') ->> 'outcome', 'parked', 'a receipt before the send''s answer is parked');
SELECT test.is(test.receipt('SM5', 'delivered') ->> 'outcome', 'parked', 'once');
SELECT test.is(test.send_end(:o5, 1, 'sent', 'SM5') ->> 'outcome', 'ok', 'the answer comes');
SELECT test.is(test.delivery(:c, 5), 'delivered', 'and the parked receipt is applied');
SELECT test.is((SELECT count(*) FROM sms.receipt_parked WHERE provider_id = 'SM5'), 0::bigint, 'nothing stays parked');

-- Another account of the same tenant speaks of its own texts only; nobody of what was never begun.
INSERT INTO sms.account (tenant, carrier, name) VALUES (1, 'sandbox', 'Another') RETURNING id AS other \gset
CREATE FUNCTION test.receipt_of(account bigint, provider_id text, state text, ref text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.receipt(%s, %L, %L, %L, NULL, NULL, %L)', account, provider_id, ref, state, state), '{}')
$$;
SELECT test.say(:c, 'ann', 'guarded'), test.say((:'got2'::jsonb ->> 'conversation')::bigint, 'ann', 'guarded too');
SELECT id AS og, message AS mg FROM sms.outbox WHERE conversation = :c ORDER BY id DESC LIMIT 1 \gset
SELECT max(id) AS ox FROM sms.outbox WHERE conversation <> :c \gset
SELECT test.is(test.receipt_of(1, 'SMg0', 'delivered', format('1.%s.%s', :og, :mg)) ->> 'changed', 'false', 'a receipt for what was never begun changes nothing');
SELECT test.is(test.delivery(:c, 6), 'queued', 'the message is still to be sent');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE id = :og), 1::bigint, 'and stays in the outbox');
SELECT test.send_begin(:og);
SELECT test.is(test.receipt_of(:other, 'SMg1', 'delivered', format('1.%s.%s', :og, :mg)) ->> 'outcome', 'parked', 'another account''s receipt with our reference is not followed');
SELECT test.is((sms.receipt_message(:other, 'SMg1', format('1.%s.%s', :og, :mg))).message, NULL, 'it never had the channel');
INSERT INTO sms.channel_former (tenant, channel, account, until) SELECT 1, c.channel, :other, ops.clock() FROM messaging.conversation AS c WHERE c.id = :c;
SELECT test.is((sms.receipt_message(:other, 'SMg1', format('1.%s.%s', :og, :mg))).message, :mg::bigint, 'the account that had it lately is followed');
DELETE FROM sms.channel_former;
SELECT test.is(test.receipt_of(1, 'SMg2', 'delivered', format('1.%s.%s', :ox, :mg)) ->> 'outcome', 'parked', 'nor a reference that mixes two messages');
SELECT test.is(test.receipt_of(1, 'SMg3', 'delivered', format('1.999999.%s', :mg)) ->> 'outcome', 'parked', 'nor one with an outbox id that is not the message''s');
SELECT test.is(test.delivery(:c, 6), 'sending', 'none of them changes the message');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE id IN (:og, :ox)), 2::bigint, 'or takes what is to be sent');
SELECT test.is(test.send_end(:og, 1, 'sent', 'SMg') ->> 'outcome', 'ok', 'its own gateway ends it');
DELETE FROM sms.receipt_parked WHERE provider_id LIKE 'SMg%';
DELETE FROM sms.outbox WHERE id = :ox;

SELECT test.say(:c, 'ann', 'five');
SELECT max(id) AS o6 FROM sms.outbox WHERE conversation = :c \gset
SELECT test.send_begin(:o6) AS begun \gset
SELECT test.is(test.receipt('SM6', 'undelivered', :'begun'::jsonb ->> 'ref') ->> 'outcome', 'ok', 'a receipt with a reference needs no answer');
SELECT test.is(test.send_end(:o6, 1, 'sent', 'SM6') ->> 'outcome', 'known', 'the answer then changes nothing');
SELECT test.is(test.receipt('SM6', 'delivered') ->> 'changed', 'true', 'delivered replaces another end');
SELECT test.is(test.delivery(:c, 7), 'delivered', 'and stays');

-- The sweeper matches what two transactions missed.
INSERT INTO sms.receipt_parked (account, provider_id, raw_state, state, at) VALUES (1, 'SMlate', 'delivered', 'delivered', ops.clock());
SELECT test.is((SELECT late || '/' || parked FROM sms.receipts_parked()), '0/2', 'parked receipts are counted');
SELECT test.is(sms.receipts_match(10), 1, 'the sweeper matches a parked receipt');
SELECT test.is(test.delivery(:c, 3), 'delivered', 'and applies it');

-- A carrier's own opt-out error blocks too.
SELECT test.say(:c, 'ann', 'six');
SELECT max(id) AS o7 FROM sms.outbox WHERE conversation = :c \gset
SELECT test.send_begin(:o7);
SELECT test.send_end(:o7, 1, 'opted_out');
SELECT test.is(test.delivery(:c, 8), 'blocked', 'a carrier''s opt-out error blocks the message');
SELECT test.is((test.say(:c, 'ann', 'seven')).outcome, 'opted_out', 'and the next');
SELECT test.is(jsonb_array_length((sms.opt_outs(1, ARRAY[test.hash('+4915100000010')])).body -> 'data'), 1, 'opt-outs are listed by the number''s hash');

-- It may say so in a receipt, also in one that comes before its own answer.
SELECT (:'got2'::jsonb ->> 'conversation')::bigint AS c2 \gset
SELECT test.say(:c2, 'ann', 'to who has opted out there');
SELECT max(id) AS ob FROM sms.outbox WHERE conversation = :c2 \gset
DELETE FROM sms.outbox WHERE conversation = :c2 AND id <> :ob;
SELECT test.is(test.send_begin(:ob) ->> 'outcome', 'send', 'it begins');
SELECT test.is(test.receipt('SMblock', 'blocked') ->> 'outcome', 'parked', 'a receipt that blocks may come first');
SELECT test.is(test.send_end(:ob, 1, 'sent', 'SMblock') ->> 'outcome', 'ok', 'then the answer');
SELECT test.is((SELECT m.delivery FROM messaging.message AS m WHERE m.conversation = :c2 ORDER BY m.seq DESC LIMIT 1)::text, 'blocked', 'a carrier''s receipt blocks the message');
SELECT test.is((test.say(:c2, 'ann', 'one more')).outcome, 'opted_out', 'and the next');
SELECT test.is((SELECT o.source FROM sms.opt_out AS o JOIN messaging.conversation AS c ON c.number_hash = o.number_hash AND c.channel = o.channel WHERE c.id = :c2), 'carrier', 'the block is the carrier''s');
SELECT test.is(test.receipt('SMblock', 'blocked') ->> 'outcome', 'ok', 'once more changes nothing');

-- ---- the table of delivery states, walked in full (SMS-16) ----

SELECT test.is((SELECT count(*) FROM messaging.delivery_state), 12::bigint, 'there are twelve delivery states');
SELECT test.is((SELECT string_agg(s.state, ' ' ORDER BY s.state) FROM messaging.delivery_state AS s WHERE s.failed), 'blocked cancelled expired failed rejected undelivered', 'in six of them the customer has not got the text');
CREATE FUNCTION test.step(former text, next text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	m messaging.message;
BEGIN
	SELECT * INTO m FROM messaging.message AS r WHERE r.direction = 'out' ORDER BY r.id LIMIT 1;
	UPDATE messaging.message AS r SET delivery = former WHERE r.id = m.id;
	PERFORM ops.batch_begin(ARRAY[ops.key('message', 1, m.id::text), messaging.key_of(1, m.conversation)]);
	IF NOT messaging.set_delivery(1, m.conversation, m.seq, m.at, next, NULL, NULL) THEN
		RETURN false;
	END IF;
	RETURN (SELECT r.delivery = next FROM messaging.message AS r WHERE r.id = m.id);
END $$;
SELECT test.is(test.step(f.state, n.state), n.state = ANY (string_to_array(w.nexts, ' ')), format('%s → %s', f.state, n.state))
FROM (VALUES
	('held', 'queued sending sent undelivered failed expired rejected blocked delivered cancelled'),
	('queued', 'sending sent undelivered failed expired rejected blocked delivered'),
	('sending', 'sent undelivered failed expired rejected blocked delivered unknown'),
	('sent', 'undelivered failed expired rejected blocked delivered'),
	('undelivered', 'delivered'), ('failed', 'delivered'), ('expired', 'delivered'), ('rejected', 'delivered'),
	('blocked', 'delivered'), ('delivered', ''), ('cancelled', ''),
	('unknown', 'queued sending sent undelivered failed expired rejected blocked delivered')) AS w (former, nexts)
JOIN messaging.delivery_state AS f ON f.state = w.former
CROSS JOIN messaging.delivery_state AS n;

-- ---- hooks and raw ----

SELECT test.is((SELECT carrier || help_text FROM sms.channels_load() WHERE hook_key = 'hook-key-0123456789'), 'sandboxWe help.', 'a channel comes with its hook''s key');
CREATE FUNCTION pg_temp.raw(command bytea) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', 1, encode(command, 'hex'))]);
	RETURN sms.raw_store(command, 1, 1, 1, '\x00ff', 'no From', 'receipt', false, '1.2.3');
END $$;
SELECT test.command() AS cmd \gset
SELECT test.ok(pg_temp.raw(:'cmd'), 'what could not be read is kept');
SELECT test.ok(NOT pg_temp.raw(:'cmd'), 'once, however often it comes');
SELECT test.is((SELECT count(*) FROM sms.raw_list(1, 'unparsed', NULL, NULL, NULL, 10)), 1::bigint, 'so it stands there once');
SELECT item ->> 'id' AS raw_id FROM sms.raw_list(1, 'unparsed', 1, 1, NULL, 10) \gset
SELECT test.is((SELECT r.said || r.json || r.ref || encode(r.raw, 'hex') FROM sms.raw_find(1, :raw_id) AS r), 'receiptfalse1.2.300ff', 'what could not be read is kept as it came');
SELECT test.is((SELECT count(*) FROM sms.raw_find(2, :raw_id)), 0::bigint, 'for its own tenant');
CREATE FUNCTION pg_temp.raw_keys(tenant bigint, id bigint, command bytea) RETURNS void LANGUAGE sql AS $$
	SELECT ops.batch_begin(ARRAY[ops.key('command', tenant, encode(command, 'hex')), ops.key('raw', tenant, id::text)]) $$;
CREATE FUNCTION pg_temp.raw_show(tenant bigint, id bigint) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM pg_temp.raw_keys(tenant, id, command);
	RETURN sms.raw_show(command, NULL, tenant, 1, 'administrator', id);
END $$;
CREATE FUNCTION pg_temp.raw_taken(id bigint, reason text) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM pg_temp.raw_keys(1, id, command);
	RETURN sms.raw_taken(command, NULL, 1, 1, 'administrator', id, reason, 0, 0, 1);
END $$;
SELECT test.is((pg_temp.raw_show(1, :raw_id)).body ->> 'raw', 'AP8=', 'its bytes are shown');
SELECT test.is((pg_temp.raw_show(2, :raw_id)).outcome, 'not_found', 'to nobody else');
SELECT test.is((SELECT count(*) FROM ops.command AS c WHERE c.body ->> 'raw' = 'AP8='), 0::bigint, 'and kept nowhere else');
SELECT test.is((pg_temp.raw_taken(:raw_id, 'From: still none')).outcome, 'still_unreadable', 'what can not be read by now either');
SELECT test.is((SELECT item ->> 'reason' FROM sms.raw_list(1, NULL, NULL, NULL, NULL, 10)), 'From: still none', 'stays in the list, with its reason');
SELECT test.is((pg_temp.raw_taken(:raw_id, NULL)).body ->> 'state', 'reprocessed', 'what was read leaves it');
SELECT test.is((pg_temp.raw_taken(:raw_id, 'too late')).body ->> 'state', 'reprocessed', 'for good');
SELECT test.is((SELECT count(*) FROM sms.raw_list(1, NULL, NULL, NULL, NULL, 10)), 0::bigint, 'and is listed no more');
SELECT test.is((SELECT array_agg(a.action || COALESCE(a.detail ->> 'read', '') ORDER BY a.at, a.id) FROM ops.audit AS a WHERE a.key = :raw_id AND a.action LIKE 'raw%'),
	'{raw_show,raw_reprocessfalse,raw_reprocesstrue}', 'the audit log says who looked and who had it taken');
