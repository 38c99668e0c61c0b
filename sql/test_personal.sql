-- Personal data (AD-7, rule 31): export, erasure, and how long a tenant keeps what.
\ir testing_work.sql
-- Carriers' calls name the number, in their own form.
DO $do$ BEGIN
	EXECUTE replace(pg_get_functiondef('test.text_in'::regproc), 'convert_to(text,', 'convert_to(''From=%2B'' || ltrim(number, ''+'') || ''&Body='' || text,');
END $do$;
SELECT test.available('ann');
CREATE FUNCTION pg_temp.customer(name text, number text) RETURNS bigint LANGUAGE sql AS $$
	SELECT ((test.call(format('messaging.customer_create(%L, NULL, 1, %s, %L, %L, %L, %L)', c, test.who('eve'), 'administrator',
		name, number, 'likes ' || name), test.command_keys(c))).body ->> 'id')::bigint FROM test.command() AS c
$$;
CREATE FUNCTION pg_temp.erase(customer bigint, dry_run boolean DEFAULT false, tenant bigint DEFAULT 1, command bytea DEFAULT test.command())
RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_erase(%L, NULL, %s, %s, %L, %s, %L)', command, tenant, test.who('eve'), 'administrator',
		customer, dry_run), ARRAY[ops.key('command', tenant, encode(command, 'hex'))])
$$;
-- Steps until nothing is due; how many there were.
CREATE FUNCTION pg_temp.work_off(rows_ integer DEFAULT 500) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	FOR n IN 0..100 LOOP
		PERFORM ops.batch_begin('{}');
		IF messaging.erasures_step(rows_) = 0 THEN
			RETURN n;
		END IF;
		PERFORM ops.batch_end();
	END LOOP;
	RETURN -1;
END $$;
CREATE FUNCTION pg_temp.export(customer bigint, after text DEFAULT NULL, tenant bigint DEFAULT 1, rows_ integer DEFAULT 20) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_export(%L, NULL, %s, %s, %L, %s, %L, %s)', c, tenant, test.who('eve'), 'administrator',
		customer, after, rows_), ARRAY[ops.key('command', tenant, encode(c, 'hex'))]) FROM test.command() AS c
$$;
-- A conversation of this number with n texts each way, ended with a note.
CREATE FUNCTION pg_temp.talk(number text, texts integer, word text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	got jsonb := test.handled(number, 'ann');
	answer ops.answer;
BEGIN
	FOR n IN 1..texts LOOP
		PERFORM test.text_in(number, format('%s in %s', word, n));
		PERFORM test.say((got ->> 'conversation')::bigint, 'ann', format('%s out %s', word, n), word || n);
	END LOOP;
	PERFORM test.send_end(o.id, (test.send_begin(o.id) ->> 'attempt')::integer, 'sent', 'PV' || o.id)
		FROM (SELECT id FROM sms.outbox ORDER BY id) AS o;
	answer := test.end_((got ->> 'interaction')::bigint, 'ann', NULL, NULL, word || ' case');
	PERFORM test.wrap_end((got ->> 'interaction')::bigint, 'ann', word || ' note');
	RETURN (got ->> 'conversation')::bigint;
END $$;
-- Every place where these words still stand, over all tables.
CREATE FUNCTION pg_temp.places(words text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found_ text := '';
	t record;
	there boolean;
BEGIN
	FOR t IN SELECT c.oid::regclass::text AS name FROM pg_class AS c WHERE c.relkind = 'r'
		AND c.relnamespace::regnamespace::text IN ('ops', 'directory', 'presence', 'routing', 'messaging', 'sms', 'hooks', 'voice')
	LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %s AS x WHERE EXISTS (SELECT FROM unnest($1) AS w
			WHERE x::text ILIKE ''%%'' || w || ''%%'' OR x::text LIKE ''%%'' || encode(convert_to(w, ''UTF8''), ''hex'') || ''%%''))', t.name)
		INTO there USING words;
		found_ := found_ || CASE WHEN there THEN t.name || ' ' ELSE '' END;
	END LOOP;
	RETURN found_;
END $$;
SELECT ops.holder_claim('group', 1, 1, 0, 0) AS epoch \gset

-- ---- export ----

SELECT pg_temp.customer('Zelda Quux', '+15557001') AS zelda \gset
SELECT pg_temp.talk('+15557001', 2, 'orchid') AS first \gset
SELECT pg_temp.talk('+15557001', 1, 'walrus') AS second \gset
SELECT pg_temp.customer('Other One', '+15558001') AS other \gset
SELECT pg_temp.talk('+15558001', 1, 'pebble') AS others \gset
SELECT test.text_in('+15557001', 'orchid part', NULL, NULL, 'SMpart', 77, 2, 1);
INSERT INTO sms.raw_inbound (at, tenant, channel, account, state, raw)
	VALUES (ops.clock(), 1, 1, 1, 'unparsed', 'From=%2B15557001&Body=orchid'), (ops.clock(), 1, 1, 1, 'unparsed', 'From=%2B15558001&Body=pebble');

SELECT test.is((a.answer).outcome, 'ok', 'a customer is exported'),
	test.is((a.answer).body #>> '{customer,name}', 'Zelda Quux', 'with the record'),
	test.is((a.answer).body -> 'numbers', '["+15557001"]', 'the numbers'),
	test.is((a.answer).body #>> '{cases,0,title}', 'orchid case', 'the cases'),
	test.is((SELECT string_agg(m ->> 'text', ', ' ORDER BY c ->> 'id', (m ->> 'seq')::integer) FROM jsonb_array_elements((a.answer).body -> 'conversations') AS c,
		jsonb_array_elements(c -> 'messages') AS m), 'hello, orchid in 1, orchid out 1, orchid in 2, orchid out 2, hello, walrus in 1, walrus out 1', 'every text, in order'),
	test.is((SELECT string_agg(i ->> 'note', ', ' ORDER BY i ->> 'id') FROM jsonb_array_elements((a.answer).body -> 'conversations') AS c,
		jsonb_array_elements(c -> 'interactions') AS i), 'orchid note, walrus note', 'and the notes'),
	test.is((a.answer).body ->> 'next_cursor', 'r:-infinity|0', 'carriers'' calls come in the next page')
FROM (SELECT pg_temp.export(:zelda) AS answer OFFSET 0) AS a;
INSERT INTO routing.callback (tenant, interaction, conversation, queue, requested_at, state, agent, taken_at, done_at, note)
	SELECT 1, c.interaction, c.id, 1, ops.clock(), 'done', test.who('ann'), ops.clock(), ops.clock(), 'walrus wants orchids' FROM messaging.conversation AS c WHERE c.id = :first;
UPDATE routing.interaction SET reference = 'orchid 12' WHERE conversation = :first;
SELECT test.is((SELECT string_agg(k ->> 'note', ', ') FROM jsonb_array_elements((a.answer).body -> 'conversations') AS c, jsonb_array_elements(c -> 'callbacks') AS k),
	'walrus wants orchids', 'with callbacks'),
	test.is((a.answer).body #>> '{conversations,0,interactions,0,reference}', 'orchid 12', 'and what integrators called them')
FROM (SELECT pg_temp.export(:zelda) AS answer OFFSET 0) AS a;
SELECT test.is((a.answer).body -> 'carrier_calls' @> jsonb_build_array(jsonb_build_object('raw', encode('From=%2B15557001&Body=orchid', 'base64'))), true, 'as they came, also those that could not be read'),
	test.is((SELECT bool_and(convert_from(decode(r ->> 'raw', 'base64'), 'UTF8') LIKE '%15557001%') FROM jsonb_array_elements((a.answer).body -> 'carrier_calls') AS r), true, 'nobody else''s')
FROM (SELECT pg_temp.export(:zelda, 'r:-infinity|0') AS answer OFFSET 0) AS a;
-- Several carriers put texts of several people in one call.
SELECT test.is(convert_from(sms.raw_part(convert_to(v.raw, 'UTF8'), '{+15557001}'), 'UTF8')::jsonb, v.wanted::jsonb, format('of %s what is theirs', v.raw))
FROM (VALUES ('[{"from": "+15557001", "to": ["+18"], "text": "orchid"}, {"from": "+15558001", "text": "pebble"}]', '[{"from": "+15557001", "to": ["+18"], "text": "orchid"}]'),
	('{"results": [{"from": "15558001"}, {"from": "15557001", "media": [{"url": "a"}]}], "messageCount": 2}', '{"results": [{"from": "15557001", "media": [{"url": "a"}]}], "messageCount": 2}'),
	('{"batches": [{"items": [{"from": "15557001"}, {"from": "15558001"}]}, {"items": [{"from": "15558001"}]}]}', '{"batches": [{"items": [{"from": "15557001"}]}]}')) AS v (raw, wanted);
SELECT test.is(convert_from(sms.raw_part(convert_to(v.raw, 'UTF8'), '{+15557001}'), 'UTF8'), v.raw, format('%s is as it came', v.raw))
FROM (VALUES ('[ {"from":"+15557001"} ]'), ('From=%2B15557001&Body=orchid'), ('{"text":"b", "from":"15557001"}')) AS v (raw);
SELECT test.is(sms.raw_part(convert_to(v.raw, 'UTF8'), '{+15557001}'), NULL, format('%s could be anybody''s', left(v.raw, 40)))
FROM (VALUES ('[{"from": "+15557001"}, {"from": "+15558001", "text": "peb'), ('{"a": "\u0000", "from": "+15557001"}'),
	(repeat('[', 20) || '"15557001"' || repeat(']', 20)), (repeat('[', 60000) || '15557001')) AS v (raw);
SELECT test.is(sms.raw_part('\xff15557001'::bytea, '{+15557001}'), '\xff15557001'::bytea, 'a frame is one event'),
	test.is(sms.raw_part('\x7bff'::bytea || convert_to('15557001}', 'UTF8'), '{+15557001}'), NULL, 'what is no UTF-8 can''t be read');
SELECT test.is(convert_from(sms.raw_rest(convert_to(v.raw, 'UTF8'), '{+15557001}'), 'UTF8')::jsonb, v.wanted::jsonb, format('of %s what is others''', v.raw))
FROM (VALUES ('[{"from": "+15557001"}, {"from": "+15558001", "text": "pebble"}]', '[{"from": "+15558001", "text": "pebble"}]'),
	('{"results": [{"from": "15558001"}, {"from": "15557001"}]}', '{"results": [{"from": "15558001"}]}'),
	('[{"from": "+15557001"}]', NULL), ('{"from": "+15557001", "media": [{"url": "a"}]}', NULL), ('From=%2B15557001', NULL), ('{"results": [{"from": "15557001"}]}', NULL)) AS v (raw, wanted);
SELECT test.is(jsonb_array_length((a.answer).body -> 'conversations') || ' ' || ((a.answer).body ->> 'next_cursor'), '1 c:' || :first, 'a page holds as many conversations as are asked for')
FROM (SELECT pg_temp.export(:zelda, NULL, 1, 1) AS answer OFFSET 0) AS a;
SELECT test.is((SELECT string_agg(c ->> 'id', ' ') FROM jsonb_array_elements((pg_temp.export(:zelda, 'c:' || :first)).body -> 'conversations') AS c), :'second', 'the next begins behind it');
SELECT test.is((pg_temp.export(:zelda, 'x')).outcome, 'bad_request', 'a cursor of nobody''s is told so');
SELECT test.is((pg_temp.export(999)).outcome, 'not_found', 'nobody is exported');
SELECT test.is((pg_temp.export(:zelda, NULL, 2)).outcome, 'not_found', 'nor is another organisation''s customer');
SELECT test.is((SELECT count(*) FROM ops.command WHERE body::text LIKE '%Zelda%' AND body ? 'conversations'), 0::bigint, 'an export is not kept as an answer');
SELECT test.is((SELECT count(*) FROM ops.audit WHERE action = 'customer_export' AND key = :zelda AND actor = test.who('eve')), 5::bigint, 'each page is in the audit log');
SELECT test.is((pg_temp.export(:zelda, 'r:::::::::::|1')).outcome, 'bad_request', 'nor is one that has only the form of a time');
SELECT test.is(sms.raw_names(convert_to(v.raw, 'UTF8'), '{+15557001}'), v.wanted, format('%s: %s', v.raw, v.wanted))
FROM (VALUES ('From=%2B15557001&x', true), ('From=%2015557001', true), ('{"from":"0015557001"}', true), ('é15557001', true), ('15557001', true),
	('From=%2B155570012', false), ('From=915557001', false), ('at=2015557001', false)) AS v (raw, wanted);

-- ---- erasure ----

SELECT test.handled('+15557001', 'ann') AS open_now \gset
SELECT test.is((a.answer).outcome, 'open_interactions', 'who is being served is not erased'),
	test.is((a.answer).body, jsonb_build_object('interactions', jsonb_build_array(:'open_now'::jsonb ->> 'interaction')), 'and what is open is named')
FROM (SELECT pg_temp.erase(:zelda) AS answer OFFSET 0) AS a;
SELECT test.say((:'open_now'::jsonb ->> 'conversation')::bigint, 'ann', 'orchid last', 'last');
SELECT test.end_((:'open_now'::jsonb ->> 'interaction')::bigint, 'ann', NULL), test.wrap_end((:'open_now'::jsonb ->> 'interaction')::bigint, 'ann');
SELECT test.is((pg_temp.erase(:zelda)).outcome, 'texts_under_way', 'nor who has a text under way');
SELECT test.send_end(o.id, (test.send_begin(o.id) ->> 'attempt')::integer, 'sent', 'PV' || o.id) FROM (SELECT id FROM sms.outbox) AS o;

CREATE TABLE pg_temp.before AS SELECT m.id, m.conversation, m.seq, m.at, m.direction, m.author, messaging.message_sha256(m) AS sha, m.version FROM messaging.message AS m;
SELECT md5(string_agg(x::text, '' ORDER BY x::text)) AS was FROM (SELECT c::text AS x FROM messaging.customer AS c UNION ALL SELECT m::text FROM messaging.message AS m UNION ALL SELECT n::text FROM messaging.customer_number AS n) AS all_ (x) \gset
SELECT test.is((a.answer).body -> 'counts', '{"numbers": 1, "cases": 3, "conversations": 3, "messages": 10, "notes": 2, "callbacks": 1, "parts": 1, "attachments": 0, "records": 1}'::jsonb, 'a dry run counts')
FROM (SELECT pg_temp.erase(:zelda, true) AS answer OFFSET 0) AS a;
SELECT test.is(md5(string_agg(x::text, '' ORDER BY x::text)), :'was', 'and changes nothing') FROM (SELECT c::text AS x FROM messaging.customer AS c UNION ALL SELECT m::text FROM messaging.message AS m UNION ALL SELECT n::text FROM messaging.customer_number AS n) AS all_ (x);
SELECT test.is((pg_temp.erase(:zelda, false, 2)).outcome, 'not_found', 'another organisation erases nobody here');

INSERT INTO routing.callback (tenant, interaction, conversation, queue, requested_at)
VALUES (1, (:'open_now'::jsonb ->> 'interaction')::bigint, (:'open_now'::jsonb ->> 'conversation')::bigint, 1, ops.clock());
SELECT test.is((pg_temp.erase(:zelda)).outcome, 'callback_open', 'nor who is still to be called back');
DELETE FROM routing.callback WHERE state <> 'done';
INSERT INTO sms.raw_inbound (at, tenant, channel, account, state, raw)
	VALUES (ops.clock(), 1, 1, 1, 'unparsed', '[{"from": "+15557001", "text": "orchid"}, {"from": "+15558001", "text": "pebble unread"}]');
-- What voice keeps: messages that she left to a user and, at the end of an interaction, to a queue; recordings; call logs.
CREATE FUNCTION pg_temp.left_message(call text, number text, shown text, interaction bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('calls', 1, test.who('wim')::text), ops.key('file', 1, encode(sha256(convert_to(call, 'UTF8')), 'hex'))]);
	outcome := (voice.voicemail_add(1, test.who('wim'), 'work', call, number, shown, NULL, ops.clock(), 1000, 'audio/wav', sha256(convert_to(call, 'UTF8')),
		convert_to('sound of ' || call, 'UTF8'), NULL, NULL, interaction)).outcome;
	PERFORM ops.batch_end();
	RETURN outcome;
END $$;
CREATE FUNCTION pg_temp.logged(call text, number text, interaction bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(array_remove(ARRAY[ops.key('calls', 1, test.who('ann')::text), messaging.key_of(1, (SELECT i.conversation FROM routing.interaction AS i WHERE i.id = logged.interaction))], NULL));
	PERFORM voice.call_log_add(1, test.who('ann'), 'work', call, s, 'in', number, 'Quux', NULL, ops.clock(), 'normal') FROM unnest('{began,answered,ended}'::text[]) AS s;
	PERFORM voice.recording_add(1, test.who('ann'), call, 1, interaction, 1, number, 'Quux', ops.clock(), 1000, 'voiced', 'tape-' || call, 160);
	PERFORM ops.batch_end();
END $$;
SELECT test.is(concat_ws(' ', pg_temp.left_message('za', '+15557001', 'Zelda'), pg_temp.left_message('zb', NULL, 'Zelda', (:'open_now'::jsonb ->> 'interaction')::bigint),
	pg_temp.left_message('other', '+15558001', 'Pebble')), 'ok ok ok', 'messages are left');
SELECT pg_temp.logged('za', '+15557001', NULL), pg_temp.logged('zb', NULL, (:'open_now'::jsonb ->> 'interaction')::bigint), pg_temp.logged('other', '+15558001', NULL);
UPDATE voice.call_log SET shown = '' WHERE call <> 'za'; -- of a withheld number nobody knows whose it was
UPDATE voice.recording SET shown = '' WHERE call = 'other';
-- As the API asks: once with the version that is there now.
CREATE FUNCTION pg_temp.case_set(id bigint, state text, note text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.case_update(%L, NULL, 1, %s, %L, %s, %s, %L, %L)', c, test.who('ann'), 'agent', k.id, k.version, case_set.state, note), test.command_keys(c))
	FROM test.command() AS c, messaging.case_ AS k WHERE k.id = case_set.id
$$;
CREATE FUNCTION pg_temp.noted(interaction bigint, disposition bigint, note text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.disposition_set(%L, NULL, 1, %s, %L, %s, %L, %L)', c, test.who('ann'), 'agent', interaction, disposition, note), test.command_keys(c))
	FROM test.command() AS c
$$;
SELECT min(r.id) AS zcase FROM messaging.case_ AS r WHERE r.customer = :zelda \gset
SELECT min(i.id) AS ztalk FROM routing.interaction AS i WHERE i.conversation = :first \gset
INSERT INTO routing.disposition (tenant, name) VALUES (1, 'Sold') RETURNING id AS sold \gset
SELECT test.is((pg_temp.noted(:ztalk, :sold, NULL)).outcome, 'ok', 'what came of it is recorded'),
	test.is((pg_temp.export(:zelda)).body #>> '{conversations,0,interactions,0,disposition}', 'Sold', 'and is in the export');
SELECT test.is((pg_temp.case_set(:zcase, 'closed', 'Zelda is content')).outcome, 'ok', 'a case is closed with a note');
SELECT test.ok((pg_temp.export(:zelda)).body::text LIKE '%Zelda is content%', 'what was noted as a case was closed is in the export');
SELECT test.is((pg_temp.erase(:zelda)).outcome, 'ok', 'now it is');
SELECT test.is((SELECT array_agg(h.note) FROM messaging.case_change AS h), ARRAY[NULL]::text[], 'what was noted as a case was closed goes, that it was stays');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{errors,0,pointer}'] FROM pg_temp.case_set(:zcase, 'open', 'Zelda quux again') AS a), '{invalid,/note}', 'a case of who is erased gets no note');
SELECT test.is((pg_temp.noted(:ztalk, NULL, 'orchid before the steps')).outcome, 'ok', 'what is noted before the steps');
SELECT test.ok(pg_temp.work_off(2) > 5, 'in steps of a few texts');
SELECT test.is(pg_temp.places('{orchid,walrus,zelda,quux,15557001}'), '', 'no table holds a word, the name or the number');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{errors,0,pointer}'] FROM pg_temp.noted(:ztalk, NULL, 'Zelda took an orchid') AS a), '{invalid,/note}', 'nor is anything noted of what was said'),
	test.is((pg_temp.noted(:ztalk, :sold, (SELECT i.note FROM routing.interaction AS i WHERE i.id = :ztalk))).outcome, 'ok', 'a form that holds the note as it is'),
	test.is((pg_temp.case_set(:zcase, 'open', NULL)).outcome, 'ok', 'and a state without a note are kept');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{errors,0,pointer}'] FROM pg_temp.case_set(:zcase, 'closed', 'Zelda quux') AS a), '{invalid,/note}', 'a case gets no note later');
SELECT test.is(pg_temp.places('{orchid,walrus,zelda,quux,15557001}'), '', 'no table holds a word after that');
SELECT test.ok(pg_temp.places('{pebble}') LIKE '%messaging.message%sms.raw_inbound%' OR pg_temp.places('{pebble}') LIKE '%sms.raw_inbound%messaging.message%', 'another customer''s stand as they stood');
SELECT test.is((SELECT string_agg(v.call, ' ') FROM voice.voicemail AS v) || ' ' || (SELECT count(*) FROM messaging.file), 'other 1', 'messages that she left are gone, with their sound; by a withheld number, too'),
	test.is((SELECT string_agg(r.call, ' ') FROM voice.recording AS r), 'other', 'and what was recorded'),
	test.is((SELECT string_agg(d.file, ' ' ORDER BY d.file) FROM voice.recordings_due('voiced', 10) AS d), 'tape-za tape-zb', 'whose files are to be deleted'),
	test.is((SELECT count(*) FROM ops.audit AS a WHERE a.action = 'recording_delete' AND a.detail ->> 'why' = 'erasure'), 2::bigint, 'as the audit log says'),
	test.is((SELECT string_agg(l.call || ' ' || COALESCE(l.number, '-'), ', ' ORDER BY l.call) FROM voice.call_log AS l), 'other +15558001, za -, zb -', 'a call log keeps that there was a call, not of whom'),
	test.is(pg_temp.left_message('zc', '+15557001', 'Zelda', (:'open_now'::jsonb ->> 'interaction')::bigint), 'gone', 'what is told late of her is kept no more');
SELECT test.is((SELECT convert_from(r.raw, 'UTF8')::jsonb FROM sms.raw_inbound AS r WHERE r.state = 'unparsed' AND convert_from(r.raw, 'UTF8') LIKE '[%'), '[{"from": "+15558001", "text": "pebble unread"}]'::jsonb, 'and what another said in a call that nobody could read yet');
SELECT test.is((SELECT count(*) FROM messaging.message AS m JOIN pg_temp.before AS b USING (id, conversation, seq, at, direction)
	WHERE b.author IS NOT DISTINCT FROM m.author), (SELECT count(*) FROM pg_temp.before), 'order, times and authors of all messages stay');
SELECT test.is((SELECT count(*) FROM messaging.transcript AS t, jsonb_array_elements(t.messages) AS e JOIN pg_temp.before AS b ON b.id = (e ->> 'message')::bigint
	WHERE b.sha <> e ->> 'sha256'), 0::bigint, 'and the hashes that transcripts keep');
SELECT test.is((SELECT count(*) FROM messaging.message AS m JOIN pg_temp.before AS b USING (id) WHERE m.erased_at IS NOT NULL AND m.version = b.version + 1), 10::bigint, 'each with a new version: no state of one version is two');
SELECT test.is((SELECT count(*) FROM ops.event AS e JOIN messaging.message AS m ON m.id = e.key AND m.version = e.version WHERE e.type = 'message.erased'), 10::bigint, 'which integrators are told');
SELECT test.is((SELECT string_agg(e.type, ' ') FROM ops.event AS e WHERE e.type = 'callback.changed'), 'callback.changed', 'also of a callback');
SELECT test.is((SELECT DISTINCT m.text FROM messaging.message AS m WHERE m.conversation = :first), 'Erased on ' || to_char(ops.clock() AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ' by Eve', 'each text says when and by whom');
SELECT test.is((SELECT count(DISTINCT m.salt) FROM messaging.message AS m WHERE m.conversation = :first), 5::bigint, 'with a new salt');
SELECT test.is((SELECT (messaging.transcript(1, t.id, test.who('eve'), 'administrator')).body #> '{messages,0,intact}' FROM messaging.transcript AS t WHERE t.conversation = :first), 'null'::jsonb, 'a transcript says of an erased text neither that it is intact nor that it is not');
SELECT test.is((SELECT (c.name, c.notes, c.language)::text FROM messaging.customer AS c WHERE c.id = :zelda), '(Erased,"",)', 'the record is empty');
SELECT test.is((SELECT e.done_at IS NOT NULL AND e.numbers = '{}' AND e.patterns = '{}' AND (e.counts ->> 'raw_inbound')::integer > 5 FROM messaging.erasure AS e), true, 'the erasure is done, and holds nothing of it itself');
SELECT test.is((SELECT (a.actor, a.detail ->> 'erasure')::text FROM ops.audit AS a WHERE a.action = 'customer_erase'), format('(%s,1)', test.who('eve')), 'the audit log tells who did it');
SELECT test.is((ops.commands_erase(1, '{%no such words%}', '\x', 3)).looked_to, (SELECT c.command::bytea FROM ops.command AS c WHERE c.tenant = 1 ORDER BY c.command OFFSET 2 LIMIT 1),
	'a page of commands at a time is looked through');
SELECT test.is((ops.commands_erase(1, '{%no such words%}', (SELECT c.command::bytea FROM ops.command AS c WHERE c.tenant = 1 ORDER BY c.command DESC LIMIT 1), 3)).looked_to, NULL, 'up to the last one');
SELECT test.is((a.answer).body ->> 'id', '1', 'asked again it answers the same erasure') FROM (SELECT pg_temp.erase(:zelda) AS answer OFFSET 0) AS a;
SELECT test.is(pg_temp.work_off(), 0, 'and nothing is left to do');
SELECT test.is((test.receipt((SELECT s.provider_id FROM sms.sent AS s WHERE s.conversation = :first LIMIT 1), 'delivered')) ->> 'outcome', 'ok', 'a late receipt of an erased text is no error');

-- A number that two have: what nobody was named for stays.
SELECT pg_temp.customer('Ida', '+15559001') AS ida \gset
SELECT pg_temp.customer('Ivo', '+15559001') AS ivo \gset
SELECT pg_temp.talk('+15559001', 1, 'lantern') AS shared \gset
SELECT pg_temp.erase(:ida), pg_temp.work_off();
SELECT test.is((SELECT (c.number, c.erased_at IS NULL)::text FROM messaging.conversation AS c WHERE c.id = :shared), '(+15559001,t)', 'a conversation that may be another''s is not erased with one of two');
SELECT test.is((SELECT string_agg(n.number, ' ') FROM messaging.customer_number AS n WHERE n.customer = :ivo), '+15559001', 'whose number stays theirs');
SELECT pg_temp.erase(:ivo), pg_temp.work_off();
SELECT test.is(pg_temp.places('{lantern,15559001}'), '', 'it goes with the last one who has it');

-- A block outlives the erasure: it is a keyed hash.
SELECT test.text_in('+15557009', 'STOP', 'stop', 'You are out.');
SELECT pg_temp.customer('Una', '+15557009') AS una \gset
SELECT test.send_end(o.id, (test.send_begin(o.id) ->> 'attempt')::integer, 'sent', 'PV' || o.id) FROM (SELECT id FROM sms.outbox) AS o;
SELECT test.is((SELECT o.state FROM sms.opt_out AS o WHERE o.number_hash = test.hash('+15557009')), 'stopped', 'there is a block');
SELECT pg_temp.erase(:una), pg_temp.work_off();
SELECT test.is((SELECT o.state FROM sms.opt_out AS o WHERE o.number_hash = test.hash('+15557009')), 'stopped', 'which erasure leaves');

-- ---- how long a tenant keeps what ----

SELECT directory.tenant_create('Keeps all');
CREATE FUNCTION pg_temp.sweep(call text, role text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	total bigint := 0;
	n bigint;
BEGIN
	FOR i IN 1..50 LOOP
		PERFORM ops.batch_begin('{}');
		EXECUTE format('SET LOCAL ROLE %I', role);
		EXECUTE 'SELECT ' || call INTO n;
		RESET ROLE;
		PERFORM ops.batch_end();
		total := total + n;
		EXIT WHEN n = 0;
	END LOOP;
	RETURN total;
END $$;
SELECT test.is(pg_temp.sweep('messaging.transcripts_sweep(5)', 'tl_chatd'), 0::bigint, 'who has set no days keeps transcripts for ever');
UPDATE directory.tenant SET transcript_days = 30, audit_days = 90, attempt_days = 7 WHERE id = 1;
SELECT pg_temp.logged('others', NULL, (SELECT i.id FROM routing.interaction AS i WHERE i.conversation = :others));
SELECT test.is(pg_temp.sweep('messaging.transcripts_sweep(5)', 'tl_chatd'), 0::bigint, 'thirty days keep those of today');
SELECT test.pass('30 days');
SELECT pg_temp.talk('+15557100', 1, 'fresh') AS fresh \gset
SELECT test.is(pg_temp.sweep('messaging.transcripts_sweep(1)', 'tl_chatd'), 1::bigint, 'after thirty days those that are older go');
SELECT test.is(count(*), 1::bigint, 'a recording is kept as long as recordings are') FROM voice.recording AS r JOIN routing.interaction AS i ON i.id = r.interaction WHERE i.conversation = :others;
SELECT ops.command_sweep(1000), sms.raw_sweep(30, 1000);
SELECT test.is(pg_temp.places('{pebble in,pebble out,pebble note}'), '', 'with texts and notes');
SELECT test.is((SELECT string_agg(DISTINCT m.text, ', ') FROM messaging.message AS m WHERE m.conversation = :others), 'Erased on ' || to_char(ops.clock() AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ' by the retention rule', 'and say why');
SELECT test.is((SELECT c.name FROM messaging.customer AS c WHERE c.id = :other), 'Other One', 'the customer stays');
SELECT test.is((SELECT count(*) FROM messaging.message AS m WHERE m.conversation = :fresh AND m.text LIKE 'fresh%'), 2::bigint, 'and what is younger');

SELECT test.is(pg_temp.sweep('ops.audit_sweep(3)', 'tl_presenced'), 0::bigint, 'lines of the audit log are kept for the tenant''s days');
SELECT count(*) AS lines FROM ops.audit WHERE tenant = 1 \gset
SELECT test.pass('61 days');
SELECT ops.partitions_ensure();
SELECT ops.audit_add(2, NULL, 'system', 'kept', 8, 1, NULL), ops.audit_add(1, NULL, 'system', 'kept', 8, 1, NULL);
SELECT test.is(pg_temp.sweep('ops.audit_sweep(3)', 'tl_presenced'), 0::bigint, 'what is not chained yet stays');
SELECT ops.audit_link(1000);
SELECT ops.audit_link(1000);
SELECT ops.audit_link(1000);
SELECT test.ok(pg_temp.sweep('ops.audit_sweep(3)', 'tl_presenced') > 3, 'then they go, a few at a time');
SELECT test.is((SELECT count(*) FROM ops.audit WHERE at < ops.clock() - interval '90 days' AND tenant = 1), 0::bigint, 'all that are older');
SELECT test.is((SELECT string_agg(tenant::text, ' ' ORDER BY tenant) FROM ops.audit WHERE action = 'kept'), '1 2', 'and none that is younger, or another''s');
SELECT test.fails('SET LOCAL ROLE tl_presenced; DELETE FROM ops.audit', '42501', 'no daemon deletes of the audit log by itself');
RESET ROLE;

INSERT INTO hooks.attempt (tenant, endpoint, at, event, type, attempt, result, duration_ms)
	SELECT t, 1, ops.clock() - make_interval(days => d), 1, 'message.received', 1, 'delivered', 5 FROM unnest(ARRAY[1, 2]) AS t, unnest(ARRAY[1, 6, 8, 20]) AS d;
SELECT test.is(pg_temp.sweep('hooks.attempts_sweep(1)', 'tl_hookd'), 2::bigint, 'attempts that are older than the tenant''s days go');
SELECT test.is((SELECT string_agg(n::text, ' ' ORDER BY t) FROM (SELECT a.tenant, count(*) FROM hooks.attempt AS a GROUP BY 1) AS c (t, n)), '2 4', 'and no other');
SELECT test.fails('UPDATE directory.tenant SET audit_days = 89 WHERE id = 1', '23514', 'an audit log is kept for 90 days at the least');
