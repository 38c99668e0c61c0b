-- Events beyond those of conversations (IN-1, IN-2): offers, customers, cases, opt-outs, blocked numbers, logins: what each shows, to
-- whom, and that text in it is read at delivery.
\ir testing_work.sql
CREATE TEMP TABLE cursor_ (pos bigint);
INSERT INTO cursor_ VALUES (0);
GRANT ALL ON cursor_ TO PUBLIC;
-- What is new of these types since this was asked last.
CREATE FUNCTION pg_temp.fresh(types text[], OUT list jsonb) LANGUAGE plpgsql AS $$
DECLARE
	p record;
BEGIN
	PERFORM ops.sequence(10000);
	SELECT * INTO p FROM hooks.events_pull('s', 1, (SELECT c.pos FROM cursor_ AS c), 9223372036854775807, types, 1000);
	UPDATE cursor_ SET pos = p.next_pos;
	list := p.data;
END $$;
CREATE FUNCTION pg_temp.types(list jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(replace(e.value ->> 'type', 'trunkline.', ''), ' ' ORDER BY e.n) FROM jsonb_array_elements(list) WITH ORDINALITY AS e (value, n)
$$;
CREATE FUNCTION pg_temp.block(verb text, id bigint, version bigint, item jsonb) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('sms.resource_write(%L, NULL, 1, %s, %L, %L, %L, %L, %L, %L, %L, NULL, false)', c, test.who('sue'), 'supervisor', '{}',
		'blocked_number', verb, id, version, item), test.command_keys(c, ops.key('config', 1, ''))) FROM test.command() AS c
$$;
SELECT test.available('ann');
SELECT pg_temp.fresh('{*}');

-- ---- offers ----

SELECT test.text_in('+4915100000801', 'hello') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i, (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
SELECT test.offer(:i, 'ann');
SELECT test.live_offer(:i) AS o \gset
SELECT test.reject(:o, 'ann');
SELECT test.available('ben');
SELECT test.offer(:i, 'ben');
SELECT test.live_offer(:i) AS late \gset
SELECT test.pass('20.6 s');
SELECT test.expire(:late);
SELECT pg_temp.fresh('{offer.*}') AS seen \gset
SELECT test.is(pg_temp.types(:'seen'), 'offer.rejected offer.missed', 'an offer that was rejected, or not answered, is an event');
SELECT test.is((e ->> 'subject', d ->> 'state', d ->> 'agent', d ->> 'interaction', d #>> '{queue,id}', d ->> 'cause', d ->> 'conversation')::text,
	format('(offer/%s,expired,%s,%s,1,deadline,%s)', :late, test.who('ben'), :i, :c), 'it says which, whose, of what, from which queue, and why')
FROM (SELECT :'seen'::jsonb -> 1 AS e, :'seen'::jsonb #> '{1,data}' AS d) AS f;
SELECT test.is((SELECT array_agg(DISTINCT p.thread) FROM hooks.page(1, '{offer.*,interaction.*}', 0, 0, 10000, 10000) AS p WHERE p.key IN (:o, :i) AND p.kind IN (2, 3)),
	ARRAY['conversation/' || :c], 'it keeps its order with its conversation');
SELECT test.is((SELECT count(*) FROM ops.event AS e WHERE e.kind = 2 AND e.key IN (:o, :late)), 4::bigint, 'it costs no event more than before: made and ended');

-- ---- customers ----

SELECT ((test.call(format('messaging.customer_create(%L, NULL, 1, %s, %L, %L, %L, %L)', c, test.who('eve'), 'administrator', 'Zoë', '+4915100000802', 'likes tea'),
	test.command_keys(c))).body ->> 'id')::bigint AS zoe FROM test.command() AS c \gset
SELECT (test.call(format('messaging.customer_update(%L, NULL, 1, %s, %L, %s, NULL, %L, NULL)', c, test.who('eve'), 'administrator', :zoe, 'Zoë Müller'),
	test.command_keys(c, ops.key('customer', 1, :'zoe')))).outcome FROM test.command() AS c;
SELECT pg_temp.fresh('{customer.*}') AS seen \gset
SELECT test.is(pg_temp.types(:'seen'), 'customer.created customer.changed', 'a customer who is made, or changed, is an event');
SELECT test.is(:'seen'::jsonb #>> '{1,data,name}', 'Zoë Müller', 'that shows the record');

-- ---- cases ----

SELECT ((test.call(format('messaging.case_create(%L, NULL, 1, %s, %L, %s, %L, NULL)', c, test.who('eve'), 'administrator', :zoe, 'A parcel'),
	test.command_keys(c))).body ->> 'id')::bigint AS k FROM test.command() AS c \gset
CREATE FUNCTION pg_temp.case_(id bigint, state text, note text) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.case_update(%L, NULL, 1, %s, %L, %s, NULL, %L, %L)', c, test.who('eve'), 'administrator', id, state, note), test.command_keys(c))).outcome
	FROM test.command() AS c
$$;
SELECT pg_temp.case_(:k, 'closed', 'found it');
SELECT pg_temp.case_(:k, 'open', NULL);
SELECT pg_temp.case_(:k, 'closed', NULL);
SELECT pg_temp.fresh('{case.*}') AS seen \gset
SELECT test.is(pg_temp.types(:'seen'), 'case.opened case.closed case.reopened case.closed', 'each step of a case is an event');
SELECT test.is((SELECT string_agg(format('%s v%s %s%s%s', e.value #>> '{data,state}', e.value ->> 'version', e.value #>> '{data,closed_by,name}', e.value #>> '{data,reopened_by,name}', ' ' || (e.value #>> '{data,note}')), ', ' ORDER BY e.n)
	FROM jsonb_array_elements(:'seen') WITH ORDINALITY AS e (value, n)), 'open v1 , closed v2 Eve found it, open v3 Eve, closed v4 EveEve',
	'that shows the case as it was at its version, whatever came after');

-- ---- opt-outs ----

SELECT test.text_in('+4915100000801', 'STOP', 'stop', 'You are out.');
SELECT test.text_in('+4915100000801', 'STOP', 'stop', 'You are out.');
SELECT test.text_in('+4915100000801', 'START', 'start', 'You are in.');
SELECT test.text_in('+4915100000803', 'STOP', 'stop', 'You are out.');
SELECT (test.call(format('sms.opt_out_record(%L, NULL, 1, %s, %L, NULL, 1, %L, %L)', c, test.who('ann'), 'agent', '+4915100000804', test.hash('+4915100000804')),
	test.command_keys(c, ops.key('conversation', 1, '1:+4915100000804')))).outcome FROM test.command() AS c;
SELECT pg_temp.fresh('{opt_out.*}') AS seen \gset
SELECT test.is((SELECT string_agg(format('%s %s %s %s', replace(e.value ->> 'type', 'trunkline.opt_out.', ''), e.value #>> '{data,source}', e.value #>> '{data,channel,id}', COALESCE(e.value #>> '{data,number}', 'none')), ', ' ORDER BY e.n)
	FROM jsonb_array_elements(:'seen') WITH ORDINALITY AS e (value, n)),
	'recorded text 1 +4915100000801, revoked text 1 +4915100000801, recorded text 1 +4915100000803, recorded user 1 none',
	'a change of an opt-out is an event, once, with the number of its conversation');
SELECT test.is((SELECT count(DISTINCT p.thread) || '/' || count(*) FROM hooks.page(1, '{opt_out.*}', 0, 0, 10000, 10000) AS p WHERE p.event IS NOT NULL), '3/4',
	'those of one number and channel keep their order');
CREATE FUNCTION pg_temp.threads(from_where text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	EXECUTE format('SELECT string_agg(t.event || '' '' || t.thread, '', '' ORDER BY t.event) FROM %s AS t WHERE t.event IS NOT NULL', from_where) INTO found;
	RETURN found;
END $$;
SELECT pg_temp.threads('hooks.page(1, ''{opt_out.*}'', 0, 0, 10000, 10000)') AS threads \gset
INSERT INTO hooks.parked (tenant, endpoint, pos, event, at, kind, key, type, thread, attempt, parked_at)
SELECT 1, 4711, p.pos, p.event, p.at::timestamptz, p.kind, p.key, p.type, 'opt_out/1/' || left(encode(e.number_hash, 'hex'), 32), 1, ops.clock()
FROM hooks.page(1, '{opt_out.*}', 0, 0, 10000, 10000) AS p JOIN sms.opt_out_entry AS e ON e.tenant = 1 AND e.id = p.key;
INSERT INTO hooks.parked (tenant, endpoint, pos, event, at, kind, key, type, thread, attempt, parked_at)
SELECT 1, 4712, p.pos, p.event, p.at, 5, p.key, p.type, 'conversation/1', 1, p.parked_at FROM hooks.parked AS p WHERE p.endpoint = 4711;
INSERT INTO hooks.dead (tenant, endpoint, pos, event, at, kind, key, type, thread, attempt, died_at)
SELECT p.tenant, p.endpoint, p.pos, p.event, p.at, p.kind, p.key, p.type, p.thread, p.attempt, p.parked_at FROM hooks.parked AS p WHERE p.endpoint IN (4711, 4712);
UPDATE sms.opt_out_entry SET number_hash = sha256(number_hash);
SELECT test.is(pg_temp.threads('hooks.page(1, ''{opt_out.*}'', 0, 0, 10000, 10000)'), :'threads', 'also when their hashes get a further key');
\ir migrations/0463_expand_opt_out_threads.sql
SELECT test.is(pg_temp.threads('(SELECT * FROM hooks.parked WHERE endpoint = 4711)'), :'threads', 'what was parked under a part of the hash keeps its order');
SELECT test.is(pg_temp.threads('(SELECT * FROM hooks.dead WHERE endpoint = 4711)'), :'threads', 'and what was given up');
SELECT test.is((SELECT string_agg(DISTINCT t.thread, ' ') FROM (SELECT thread, endpoint FROM hooks.parked UNION ALL SELECT thread, endpoint FROM hooks.dead) AS t
	WHERE t.endpoint = 4712), 'conversation/1', 'other events keep theirs');
SELECT test.is((SELECT string_agg(t.thread, ' ') FROM (SELECT thread FROM hooks.parked UNION ALL SELECT thread FROM hooks.dead) AS t WHERE t.thread ~ '[0-9a-f]{32}'),
	NULL, 'no part of a hash is left');
DELETE FROM hooks.parked WHERE endpoint IN (4711, 4712);
DELETE FROM hooks.dead WHERE endpoint IN (4711, 4712);
SELECT directory.channel_create(1, 'sms', 'Ann''s own', 'hook-key-0123456781', '+4930123499') AS own \gset
UPDATE directory.channel SET user_id = test.who('ann') WHERE id = :own;
SELECT ops.batch_begin(ARRAY[ops.key('conversation', 1, :'own' || ':+4915100000801')]), sms.opt_out_set(1, :own, test.hash('+4915100000801'), 'stopped', 'text', 'stop'),
	sms.opt_out_emit(1, :own, '+4915100000801', test.hash('+4915100000801')), ops.batch_end();
SELECT test.is(pg_temp.fresh('{opt_out.*}'), '[]', 'what a user''s own texts bring is nobody else''s');

-- ---- blocked numbers ----

SELECT (pg_temp.block('create', NULL, NULL, jsonb_build_object('number', '+4915100000801', 'number_hash', '\x' || encode(test.hash('+4915100000801'), 'hex'), 'reason', 'Threats'))).body ->> 'id' AS b \gset
SELECT (pg_temp.block('update', :b, 1, '{"reason": "Worse threats"}')).outcome;
SELECT (pg_temp.block('delete', :b, 2, NULL)).outcome;
SELECT pg_temp.fresh('{number.*}') AS seen \gset
SELECT test.is((SELECT string_agg(format('%s %s %s', replace(e.value ->> 'type', 'trunkline.number.', ''), e.value #>> '{data,state}', e.value #>> '{data,number}'), ', ' ORDER BY e.n)
	FROM jsonb_array_elements(:'seen') WITH ORDINALITY AS e (value, n)), 'blocked blocked +4915100000801, block_changed blocked +4915100000801, unblocked unblocked +4915100000801',
	'a number that is blocked, or no longer, is an event, with the number also when the entry is gone');
SELECT (pg_temp.block('create', NULL, NULL, jsonb_build_object('number', '+4915100000801', 'number_hash', '\x' || encode(test.hash('+4915100000801'), 'hex'), 'reason', 'Again'))).body ->> 'id' AS again \gset
SELECT ops.sequence(10000);
SELECT test.is((SELECT count(DISTINCT p.thread) || '/' || count(DISTINCT p.key) || '/' || count(*) FROM hooks.page(1, '{number.*}', 0, 0, 10000, 10000) AS p WHERE p.event IS NOT NULL), '1/2/4', 'those of the block lists keep their order, whichever entry they are of');
-- Its customer is erased, while a newer conversation with the number is there already.
SELECT test.text_in('+4915100000801', 'me again');
SELECT pg_temp.fresh('{number.*}');
SELECT ops.batch_begin('{}'), sms.personal_erase(1, '{+4915100000801}', '-infinity', 0, 10), ops.batch_end();
SELECT pg_temp.fresh('{number.*}') AS seen \gset
SELECT test.is((pg_temp.types(:'seen'), e ->> 'version', e #>> '{data,state}', e #> '{data,number}')::text, '(number.block_changed,2,blocked,null)', 'a number that is erased goes from its block, and that is an event')
FROM (SELECT :'seen'::jsonb -> 0 AS e) AS f;

-- ---- logins ----

SELECT ((test.call(format('presence.session_open(%L, NULL, 1, %s, %L, %L, 43200000, %L, device => %L)', c, test.who('ben'), 'workspace', sha256(c), '192.0.2.7', 'A phone'),
	test.command_keys(c, test.agent_key('ben')))).body ->> 'session') AS ben FROM test.command() AS c \gset
SELECT (test.call(format('presence.session_close(%L, NULL, 1, %s, true, NULL)', c, :ben), test.command_keys(c, test.agent_key('ben')))).outcome FROM test.command() AS c;
SELECT ops.batch_begin('{}'), presence.audit_notes(jsonb_build_array(jsonb_build_object('action', 'login_refused', 'kind', 8, 'tenant', 0, 'actor', 0, 'role', 'stranger', 'key', 0,
	'username', 'ben', 'detail', '{"why": "wrong_password", "source": "192.0.2.1", "times": 3, "since": "1"}'::jsonb))), ops.batch_end();
SELECT pg_temp.fresh('{login.*}') AS seen \gset
SELECT test.is(pg_temp.types(:'seen'), 'login.succeeded login.ended login.refused', 'a login, its end, and one that was refused are events');
SELECT test.is((SELECT array_agg(e.value #> '{data,user}' ORDER BY e.n) FROM jsonb_array_elements(:'seen') WITH ORDINALITY AS e (value, n)),
	array_fill(jsonb_build_object('id', test.who('ben')::text, 'name', 'Ben'), ARRAY[3]), 'they say whose');
SELECT test.is((d ->> 'session', d ->> 'app', d ->> 'ended_at' IS NULL)::text, format('(%s,workspace,t)', :ben), 'the first as it was then: not ended') FROM (SELECT :'seen'::jsonb #> '{0,data}' AS d) AS f;
SELECT test.is((d ->> 'result', d ->> 'why', d ->> 'times')::text, '(refused,wrong_password,3)', 'the last why, and how often') FROM (SELECT :'seen'::jsonb #> '{2,data}' AS d) AS f;
SELECT test.ok(jsonb_path_query_array(:'seen', '$[*].data')::text !~ '192\.0\.2|token|source|device|A phone', 'neither from where, nor by what', :'seen');
SELECT ops.batch_begin('{}'), presence.audit_notes((SELECT jsonb_agg(jsonb_build_object('action', 'login_throttled', 'kind', 8, 'tenant', 0, 'actor', 0, 'role', 'stranger', 'key', 0,
	'username', 'ben', 'detail', jsonb_build_object('why', 'account', 'source', '192.0.2.' || n, 'times', n, 'since', n::text))) FROM generate_series(1, 3) AS n)), ops.batch_end();
SELECT test.login('ann'), test.pass('13 h');
SELECT test.login('ann');
SELECT ops.batch_begin(test.agent_keys(1, test.who('ann'))), presence.sessions_revoke(1, test.who('ann'), NULL), ops.batch_end();
SELECT pg_temp.fresh('{login.*}') AS seen \gset
SELECT test.is(pg_temp.types(:'seen') || ' ' || (:'seen'::jsonb #>> '{0,data,result}') || ' ' || (:'seen'::jsonb #>> '{0,data,times}'),
	'login.refused login.succeeded login.succeeded login.ended throttled 6', 'refusals from several sources are one event; a session that ran out before ends without one');

-- ---- who is told ----

INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at) SELECT 1, s, sha256(s::bytea), string_to_array(s, ' '), ops.clock() FROM unnest('{events webhooks,events webhooks customers,events webhooks admin}'::text[]) AS s;
CREATE FUNCTION pg_temp.key(name_ text) RETURNS bigint LANGUAGE sql AS $$ SELECT k.id FROM directory.api_key AS k WHERE k.name = name_ $$;
SELECT test.is((SELECT string_agg(DISTINCT split_part(f.type, '.', 1), ' ') FROM ops.feed_public(1, 0, 0, '{*}', 10000, 10000) AS f), 'interaction message offer opt_out status',
	'* has no customers, cases, block lists and logins');
SELECT test.is((SELECT string_agg(p.outcome, ' ' ORDER BY t.n, k.n) FROM unnest('{"{*}","{case.closed}","{customer.*}","{login.refused}","{number.*}"}'::text[]) WITH ORDINALITY AS t (list, n),
	(VALUES (1, 'events webhooks'), (2, 'events webhooks customers'), (3, 'events webhooks admin')) AS k (n, name),
	hooks.events_pull('s', 1, NULL, NULL, t.list::text[], 1, pg_temp.key(k.name)) AS p), 'ok ok ok forbidden ok forbidden forbidden ok forbidden forbidden forbidden ok forbidden forbidden ok',
	'a key pulls those with the scope of what they show');
SELECT test.is((SELECT p.outcome FROM hooks.events_pull('s', 1, NULL, NULL, '{login.*}', 1, 4711) AS p), 'forbidden', 'one that was deleted since has none');
CREATE FUNCTION pg_temp.hook(types text[], origin jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('hooks.endpoint_create(%L, NULL, 1, 1, %L, %s, %L, %L, true, %L, %L, %L)', c, 'integrator', nextval('hooks.endpoint_id'), 'https://x', types, '', '\x01', origin),
		test.command_keys(c, ops.key('webhooks', 1, '')))).outcome FROM test.command() AS c
$$;
SELECT test.is((pg_temp.hook('{login.*}', jsonb_build_object('api_key', pg_temp.key('events webhooks'))), pg_temp.hook('{login.*}', jsonb_build_object('api_key', pg_temp.key('events webhooks admin'))),
	pg_temp.hook('{case.*}', jsonb_build_object('api_key', pg_temp.key('events webhooks'))), pg_temp.hook('{*}', jsonb_build_object('api_key', pg_temp.key('events webhooks'))), pg_temp.hook('{login.*,case.*}', '{}'))::text,
	'(forbidden,created,forbidden,created,created)', 'and makes such webhooks; an administrator any');
SELECT test.is((SELECT (test.call(format('hooks.endpoint_update(%L, NULL, 1, 1, %L, %s, 1, %L, NULL, NULL, NULL, %L)', c, 'integrator', e.id, 'https://y',
	jsonb_build_object('api_key', pg_temp.key('events webhooks'))), test.command_keys(c, ops.key('webhook', 1, e.id::text)))).outcome
	FROM test.command() AS c, hooks.endpoint AS e WHERE e.types = '{login.*,case.*}'), 'forbidden', 'nor does a key without it lead such a webhook elsewhere');
SELECT test.is((SELECT string_agg((test.call(format('hooks.endpoint_rotate(%L, NULL, 1, 1, %L, %s, %L, %L)', f.c, 'integrator', e.id, '\x02', jsonb_build_object('api_key', pg_temp.key(f.k))),
	test.command_keys(f.c, ops.key('webhook', 1, e.id::text)))).outcome, ' ' ORDER BY f.k) FROM unnest('{events webhooks,events webhooks admin}'::text[]) AS k, hooks.endpoint AS e, LATERAL (SELECT test.command() AS c, k) AS f
	WHERE e.types = '{login.*}'), 'forbidden ok', 'nor makes a new secret of it');
SELECT test.is((SELECT hooks.scope_lacking(1, ARRAY['receipt.*'], o) IS NULL AND hooks.scope_lacking(1, '{login.*}', o) = 'admin' FROM jsonb_build_object('api_key', pg_temp.key('events webhooks')) AS o), true, 'by its scopes alone');
SELECT test.is((SELECT count(*) FROM ops.feed_public(2, 0, 0, '{*,offer.*,customer.*,case.*,opt_out.*,number.*,login.*}', 10000, 10000) AS f WHERE f.id IS NOT NULL), 0::bigint, 'another tenant is told of none');

-- ---- daemons ----

SELECT ops.batch_begin('{}'), ops.emit_public(1, 26, 4711, 1, 'opt_out.recorded'), ops.emit(1, 8, 4711, 1), ops.news(0) AS news, ops.batch_end() \gset
SELECT test.is(jsonb_path_query_array(:'news', '$[*].kind'), '[8]', 'what no daemon wants is not published on the bus, where one of an earlier release would stop');

-- ---- what is kept ----

SELECT test.is((SELECT count(*) FROM ops.event AS e WHERE e.state::text ~ '\+49151|Zoë|tea|parcel|found it|Threats|192\.0\.2'), 0::bigint, 'no event keeps text, numbers or addresses (rule 31)');
