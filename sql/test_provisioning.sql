-- Setting up phones (SP-2 to SP-7): who uses a number, free extensions, what the linter and an import say.
SELECT test.organisation();
CREATE FUNCTION test.write(noun text, verb text, id bigint, item jsonb, schema text DEFAULT 'directory') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
	version bigint;
BEGIN
	IF verb <> 'create' THEN
		EXECUTE format('SELECT version FROM %I.%I WHERE tenant = 1 AND id = $1', schema, 'a_' || noun) INTO version USING id;
	END IF;
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, ''), ops.key('agent', 1, COALESCE(id, 0)::text), ops.key('command', 1, '')]);
	EXECUTE format('SELECT * FROM %I.resource_write(NULL, NULL, 1, $1, $2, $3, $4, $5, $6, $7, $8, NULL, false)', schema) INTO answer
	USING test.who('eve'), 'administrator', '{"source": "192.0.2.1"}'::jsonb, noun, verb, id, version, item;
	PERFORM ops.batch_end();
	RETURN concat_ws(' ', answer.outcome, (SELECT string_agg(e.value ->> 'pointer', ' ') FROM jsonb_array_elements(answer.body -> 'errors') AS e));
END $$;
CREATE FUNCTION test.import(noun text, items jsonb) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', 1, '')]);
	answer := directory.config_import(NULL, NULL, 1, test.who('eve'), 'administrator', '{"source": "192.0.2.1"}', noun, items::text, NULL, false, 'merge', false, false);
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION test.state(number text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', n.state, n.assigned_to ->> 'kind') FROM directory.a_phone_number AS n WHERE n.tenant = 1 AND n.number = $1
$$;

-- ---- numbers ----

SELECT test.is(test.write('phone_number', 'create', NULL, '{"number": "+46701234567", "state": "claimed"}'), 'created', 'a number is claimed');
SELECT test.is(test.state('+46701234567'), 'claimed', 'and nobody has it');
SELECT test.is(test.write('user', 'update', test.who('ann'), '{"has_work": true, "work_number": "+46701234567"}'), 'ok', 'it is given to a user');
SELECT test.is(test.state('+46701234567'), 'assigned user', 'who has it from then on');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_number": "+46701234567"}'), 'value_taken /work_number', 'and nobody else');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_number": "+46701234568"}'), 'invalid /work_number', 'what was not claimed nobody gets');
SELECT test.is(test.write('phone_number', 'update', (SELECT id FROM directory.phone_number), '{"state": "released"}'), 'referenced /state', 'what somebody has is not released');
-- A file tells how a number stood; its users come after it.
SELECT test.is((test.import('phone_number', '[{"number": "+46701234570", "state": "assigned"}, {"number": "+46701234571", "state": "released"}, {"number": "+46701234567", "state": "assigned"}]')).outcome, 'ok', 'a file brings numbers');
SELECT test.is(test.state('+46701234570') || ', ' || test.state('+46701234571') || ', ' || test.state('+46701234567'), 'claimed, released, assigned user', 'claimed until its user has come');
SELECT test.is((test.import('phone_number', '[{"number": "+46701234572", "state": "sold"}]')).body #>> '{errors,0,pointer}', '/0/state', 'a state that there is not');

-- ---- extensions ----

INSERT INTO directory.site (tenant, id, name, country, work_first, work_last, agent_first, agent_last) VALUES (1, 900, 'Umeå', 'SE', '008', '011', '70000000', '70000001');
SELECT test.is(directory.extension_free(1, 900, 'work'), '{"side": "work", "first": "008", "last": "011", "free": 4, "extension": "008"}', 'the first of the range, with its zeros');
UPDATE directory.app_user SET work_extension = '008', agent_extension = '70000000' WHERE username = 'ann';
UPDATE directory.app_user SET agent_extension = '009' WHERE username = 'ben';
INSERT INTO directory.service (tenant, kind, name, extension) VALUES (1, 'call_group', 'All', '010');
SELECT test.is(directory.extension_free(1, 900, 'work') ->> 'extension', '011', 'not a colleague''s of either kind, nor a service''s');
SELECT test.is(directory.extension_free(1, 900, 'agent'), '{"side": "agent", "first": "70000000", "last": "70000001", "free": 1, "extension": "70000001"}', 'of agents the same');
SELECT test.is(directory.extension_free(1, 901, 'agent'), NULL, 'no site, no answer');
INSERT INTO directory.site (tenant, id, name, country, work_first, work_last) VALUES (1, 902, 'Luleå', 'SE', '112', '114');
UPDATE directory.tenant SET emergency_numbers = '{113}' WHERE id = 1;
SELECT test.is(directory.extension_free(1, 902, 'work'), '{"side": "work", "first": "112", "last": "114", "free": 1, "extension": "114"}', 'what is dialled for help is no extension');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_extension": "113"}'), 'invalid /work_extension', 'nor when it is typed');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_extension": "1121"}'), 'invalid /work_extension', 'nor what begins with it: in Sweden digits behind it change nothing');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_extension": "1101"}'), 'ok', 'elsewhere it may be an emergency number');
INSERT INTO directory.site (tenant, id, name, country, work_first, work_last) VALUES (1, 903, 'Bonn', 'DE', '1100', '1130');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"department": "Sales"}'), 'ok', 'also where a site of that country comes later');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_extension": "1102"}'), 'invalid /work_extension', 'none is given from then on');
SELECT test.is((SELECT l.words FROM routing.lint(1) AS l WHERE l.kind = 'extension_calls_help'),
	'At the site "Bonn" calls to these extensions go to the emergency service: 1101. Give others.', 'the linter names what was given before');
SELECT test.is(directory.extension_free(1, 903, 'work') - 'side' - 'first' - 'last', '{"free": 11, "extension": "1110"}', 'and none of them is proposed');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_extension": "2101"}'), 'ok', 'another one is taken');
SELECT test.is((SELECT count(*) FROM routing.lint(1) AS l WHERE l.kind = 'extension_calls_help'), 0::bigint, 'and nothing is left to tell');
INSERT INTO directory.site (tenant, id, name, country) VALUES (1, 904, 'Natal', 'BR');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_extension": "190"}'), 'invalid /work_extension', 'in Brazil the number itself');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"work_extension": "1900"}'), 'ok', 'and nothing longer');
DELETE FROM directory.site WHERE id IN (903, 904);
SELECT test.fails($$UPDATE directory.site SET agent_first = '010', agent_last = '020' WHERE id = 900$$, '23514', 'the two ranges never meet');
SELECT test.fails($$UPDATE directory.site SET work_last = '0110' WHERE id = 900$$, '23514', 'both ends have as many digits');

-- ---- an offer, and when Work forwards ----

INSERT INTO routing.queue (tenant, id, name, medium, offer_ms) VALUES (1, 910, 'Calls', 'voice', 20000), (1, 911, 'Chats', 'chat', 60000), (1, 912, 'Later', 'voice', NULL);
SELECT test.is(test.write('user', 'update', test.who('ann'), '{"has_seat": true, "phone_mode": "forward", "workplace_phone": "+46701234567", "forward_delay_s": 22}'), 'ok', 'she answers with the Work app');
CREATE FUNCTION pg_temp.needs(before jsonb, after jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail jsonb;
	text text;
BEGIN
	PERFORM directory.phone_licences(before, before || after, before || after @> '{"workplace_phone": "+46701234567"}');
	RETURN NULL;
EXCEPTION WHEN SQLSTATE 'TL001' THEN
	GET STACKED DIAGNOSTICS text = PG_EXCEPTION_DETAIL;
	detail := text::jsonb;
	RETURN concat_ws(' ', detail ->> 'outcome', (SELECT string_agg(e ->> 'pointer', ' ') FROM jsonb_array_elements(detail #> '{body,errors}') AS e),
		(SELECT string_agg(r ->> 'kind', ' ') FROM jsonb_array_elements(detail #> '{body,referenced_by}') AS r));
END $$;
SELECT test.is(pg_temp.needs(b, '{"has_work": false}'), 'referenced /has_work workplace_phone', 'a Work licence that her phone needs is not taken'),
	test.is(pg_temp.needs(b, '{"has_seat": false}'), 'referenced /has_seat workplace_phone phone_mode agent_device', 'nor her seat, and all settings that need it are named'),
	test.is(pg_temp.needs(b, '{"has_seat": false, "has_work": false}'), 'referenced /has_work /has_seat workplace_phone phone_mode agent_device', 'nor both at once'),
	test.is(pg_temp.needs(b, '{"has_seat": false, "phone_mode": "sip_uri"}'), 'referenced /has_seat workplace_phone agent_device', 'what is set anew is not what refers'),
	test.is(pg_temp.needs(b || '{"has_seat": false}', '{}'), 'invalid /workplace_phone /has_seat', 'what was never right is wrong'),
	test.is(pg_temp.needs(b, '{"has_work": false, "workplace_phone": "+46709999999"}'), NULL, 'without what needs it, it is taken')
FROM (VALUES ('{"has_work": true, "has_seat": true, "workplace_phone": "+46701234567", "phone_mode": "forward", "agent_device": true}'::jsonb)) AS v (b);
SELECT test.is(test.write('membership', 'create', NULL, jsonb_build_object('queue_id', 911, 'agent_id', test.who('ann')), 'routing'), 'created', 'chats are never forwarded');
SELECT test.is(test.write('membership', 'create', NULL, jsonb_build_object('queue_id', 910, 'agent_id', test.who('ann')), 'routing'), 'created', 'exactly 2 s is enough');
SELECT test.is((SELECT count(*) FROM routing.forward_conflicts(1, NULL, NULL)), 0::bigint, 'and no conflict');
SELECT test.is(test.write('queue', 'update', 910, '{"offer_ms": 20001}', 'routing'), 'invalid /offer_ms', 'a millisecond less is not');
SELECT test.is(test.write('queue', 'update', 912, jsonb_build_object('widening', jsonb_build_array(jsonb_build_object('after_ms', 5000, 'add_group', (SELECT group_id::text FROM directory.app_user WHERE username = 'ann')))), 'routing'),
	'ok', 'who comes by widening counts, too, with the usual 20 s');
SELECT test.is(test.write('user', 'update', test.who('ann'), '{"forward_delay_s": 21}'), 'invalid /forward_delay_s /offer_ms', 'the user''s side names both fields');
SELECT test.import('user', (SELECT jsonb_agg(jsonb_build_object('username', u.username, 'name', u.name, 'role', u.role, 'forward_delay_s', 21)) FROM directory.app_user AS u WHERE u.username = 'ann')) AS a \gset
SELECT test.is((:'a'::ops.answer).outcome, 'ok', 'a file is taken');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements((:'a'::ops.answer).body -> 'warnings') AS w WHERE w.value ->> 'kind' = 'forward_before_offer'), 2::bigint, 'and the linter tells of each queue');
SELECT test.is(test.write('user', 'update', test.who('ann'), '{"department": "Sales"}'), 'ok', 'what has nothing to do with it can be changed meanwhile');
SELECT test.is(ops.importing(), false, 'what comes after a file is no file');

-- ---- licences ----

UPDATE directory.tenant SET work_licences = 1 WHERE id = 1;
UPDATE directory.app_user SET has_work = (username = 'ann') WHERE tenant = 1;
SELECT test.is((test.import('user', '[{"username": "zoe", "name": "Zoë", "role": "agent", "has_work": true}]')).body #>> '{errors,0,type}', 'licence_gone', 'a file gets no more licences than there are');

-- ---- who a user is (SP-2) ----

SELECT test.is(test.write('user', 'create', NULL, '{"username": "new1", "name": "New", "password_hash": "x", "role": "agent"}'), 'invalid /first_name /last_name /email /site_id', 'whoever is made by hand is known whole: each field that lacks is named');
INSERT INTO directory.site (tenant, id, name, country) VALUES (1, 950, 'Here', 'SE');
SELECT test.is(test.write('user', 'create', NULL, '{"username": "new1", "name": "New", "password_hash": "x", "role": "agent", "first_name": " ", "last_name": "Berg", "email": "new1@example.com", "site_id": "950"}'), 'invalid /first_name', 'a blank is no name');
SELECT test.is(test.write('user', 'create', NULL, '{"username": "new1", "name": "New", "password_hash": "x", "role": "agent", "first_name": "Ann", "last_name": "Berg", "email": "new1@example.com", "site_id": "950"}'), 'created', 'so they are made');
SELECT test.is(test.write('user', 'create', NULL, '{"username": "new2", "name": "New", "password_hash": "x", "role": "agent", "first_name": "Ben", "last_name": "Berg", "email": "NEW1@example.com", "site_id": "950"}'), 'value_taken /email', 'an address is one user''s, whatever the case');
SELECT test.is(test.write('user', 'update', test.who('new1'), '{"email": null, "site_id": null, "first_name": ""}'), 'invalid /first_name /email /site_id', 'none of it is taken from them again');
SELECT test.is(test.write('user', 'update', test.who('new1'), '{"email": "New1@Example.com"}'), 'ok', 'their own they may write otherwise');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"department": "Sales"}'), 'ok', 'whoever came without them is changed as before');
SELECT test.is(test.write('user', 'update', test.who('ben'), '{"email": "new1@example.com"}'), 'value_taken /email', 'and takes nobody''s address');
SELECT test.is((SELECT l.words FROM routing.lint(1) AS l WHERE l.kind = 'user_incomplete' AND l.id = test.who('ben')), 'The user "ben" has no first name, no last name, no e-mail address, no site.', 'the linter tells of those whom others brought');
SELECT test.import('user', '[{"username": "new3", "name": "From a file", "role": "agent", "email": "new1@example.com"}]') AS c \gset
SELECT test.is((:'c'::ops.answer).outcome, 'ok', 'a file may lack them, and bring an address again');
SELECT test.is((SELECT array_agg(w.value ->> 'kind' ORDER BY 1) FROM jsonb_array_elements((:'c'::ops.answer).body -> 'warnings') AS w WHERE w.value ->> 'id' = test.who('new3')::text), '{email_shared,user_incomplete}', 'which the linter tells');
SELECT test.is((SELECT l.words FROM routing.lint(1) AS l WHERE l.kind = 'email_shared' AND l.id = test.who('new3')), 'The user "new3" has the e-mail address of "new1", too: new1@example.com.', 'in words');

-- Who becomes a plain agent leads nobody; with the role alone they lead nobody again.
SELECT test.is(test.write('user', 'update', test.who('tom'), '{"role": "agent"}'), 'ok', 'a supervisor becomes an agent'),
	test.is(test.write('user', 'update', test.who('tom'), '{"role": "supervisor"}'), 'ok', 'and one again');
SELECT test.is((SELECT count(*) FROM directory.supervision AS s WHERE s.supervisor = test.who('tom')), 0::bigint, 'whom they led is to be said anew');
