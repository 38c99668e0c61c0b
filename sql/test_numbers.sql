-- A number has one owner in the installation (decision 0090): what another organisation says of it leads nowhere.
SELECT test.organisation();
SELECT directory.tenant_create('Other') AS other \gset
SELECT directory.user_create(:other, 'kim', 'Kim', 'x', 'administrator', false, false, NULL), directory.user_create(:other, 'ola', 'Ola', 'x', 'agent', true, true, NULL);
INSERT INTO directory.site (tenant, id, name, country) VALUES (:other, 900, 'Elsewhere', 'SE');

-- What an administrator of a tenant writes: the outcome, and the fields that are wrong.
CREATE FUNCTION test.write(tenant bigint, noun text, verb text, id bigint, item jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
	version bigint;
BEGIN
	EXECUTE format('SELECT version FROM directory.%I WHERE tenant = $1 AND id = $2', 'a_' || noun) INTO version USING tenant, id;
	PERFORM ops.batch_begin(ARRAY[ops.key('config', tenant, ''), ops.key('agent', tenant, COALESCE(id, 0)::text), ops.key('command', tenant, '')]);
	answer := directory.resource_write(NULL, NULL, tenant, test.who(CASE tenant WHEN 1 THEN 'eve' ELSE 'kim' END), 'administrator', '{"source": "192.0.2.1"}',
		noun, verb, id, version, item, NULL, false);
	PERFORM ops.batch_end();
	RETURN concat_ws(' ', answer.outcome, (SELECT string_agg(e.value ->> 'pointer', ' ') FROM jsonb_array_elements(answer.body -> 'errors') AS e));
END $$;
CREATE FUNCTION test.import(tenant bigint, numbers text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', tenant, '')]);
	answer := directory.config_import(NULL, NULL, tenant, test.who(CASE tenant WHEN 1 THEN 'eve' ELSE 'kim' END), 'administrator', '{"source": "192.0.2.1"}', 'phone_number',
		(SELECT jsonb_agg(jsonb_build_object('number', n, 'state', 'claimed')) FROM unnest(numbers) AS n)::text, NULL, false, 'merge', false, false);
	PERFORM ops.batch_end();
	RETURN concat_ws(' ', answer.outcome, (SELECT string_agg(e.value ->> 'pointer', ' ') FROM jsonb_array_elements(answer.body -> 'errors') AS e));
END $$;
CREATE FUNCTION test.id(tenant bigint, number text) RETURNS bigint LANGUAGE sql AS $$
	SELECT n.id FROM directory.phone_number AS n WHERE n.tenant = $1 AND n.number = $2
$$;
CREATE FUNCTION test.owners(number text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(n.tenant || ' ' || n.stage, ', ' ORDER BY n.tenant) FROM directory.phone_number AS n WHERE n.number = $1
$$;
CREATE FUNCTION test.give(number text, tenant bigint, anyway boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer record;
BEGIN
	PERFORM ops.batch_begin('{}');
	SELECT * INTO answer FROM directory.number_give('{"source": "trunklinectl"}', number, tenant, anyway);
	PERFORM ops.batch_end();
	RETURN answer.outcome || ' ' || answer.had;
END $$;

-- ---- who claims ----

SELECT test.is(test.write(1, 'phone_number', 'create', NULL, '{"number": "+46701000001", "state": "claimed"}'), 'created', 'the first claims a number');
SELECT test.is(test.write(:other, 'phone_number', 'create', NULL, '{"number": "+46701000001", "state": "claimed"}'), 'value_taken /state', 'another organisation does not'),
	test.is(test.write(:other, 'phone_number', 'create', NULL, '{"number": "+46701000001"}'), 'created', 'its list may have it'),
	test.is(test.write(:other, 'phone_number', 'update', test.id(:other, '+46701000001'), '{"state": "claimed"}'), 'value_taken /state', 'and no more'),
	test.is(test.import(:other, '{+46701000002,+46701000001}'), 'invalid /1/state', 'nor by a file');
SELECT test.is(test.write(:other, 'user', 'update', test.who('ola'), '{"work_number": "+46701000001"}'), 'invalid /work_number', 'nobody there has it'),
	test.is(test.write(:other, 'site', 'update', 900, '{"call_back_number": "+46701000001"}'), 'value_taken /call_back_number', 'nor sends it with an emergency call');
-- What a site's emergency calls send is the organisation's from then on: else whoever claims it takes their call backs.
SELECT test.is(test.write(:other, 'site', 'update', 900, '{"call_back_number": "+46701000009"}'), 'ok', 'a site names a number of nobody'),
	test.is(test.owners('+46701000009'), '2 claimed', 'and so claims it'),
	test.is(test.write(1, 'phone_number', 'create', NULL, '{"number": "+46701000009", "state": "claimed"}'), 'value_taken /state', 'nobody else does'),
	test.is(test.write(:other, 'phone_number', 'update', test.id(:other, '+46701000009'), '{"state": "released"}'), 'referenced /state', 'nor is it released while the site has it'),
	test.is(test.write(:other, 'site', 'update', 900, '{"call_back_number": null}'), 'ok', 'without a number the site has none'),
	test.is(test.write(:other, 'phone_number', 'update', test.id(:other, '+46701000009'), '{"state": "released"}'), 'ok', 'and it is released'),
	test.is(test.write(:other, 'site', 'update', 900, '{"call_back_number": "+46701000009"}'), 'ok', 'to be claimed again'),
	test.is(test.owners('+46701000009'), '2 claimed', 'by the site');
SELECT test.is(test.write(1, 'phone_number', 'update', test.id(1, '+46701000001'), '{"state": "released"}'), 'ok', 'once it is released'),
	test.is(test.write(:other, 'phone_number', 'update', test.id(:other, '+46701000001'), '{"state": "claimed"}'), 'ok', 'another claims it'),
	test.is(test.owners('+46701000001'), '1 released, 2 claimed', 'and it is theirs'),
	test.is(test.import(1, '{+46701000001}'), 'invalid /0/state', 'for the former one, too');
SELECT test.fails($$UPDATE directory.phone_number SET stage = 'claimed' WHERE tenant = 1$$, '23505', 'the table itself knows one');

-- ---- what leads nowhere, if it is there all the same ----

SELECT test.is(test.write(1, 'phone_number', 'create', NULL, '{"number": "+46701000005", "state": "claimed"}'), 'created', 'a Work number of the first');
UPDATE directory.app_user SET has_work = true, work_number = '+46701000005' WHERE username = 'ann';
CREATE FUNCTION test.called(number text) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(c.tenant || ' ' || c.kind, ', ' ORDER BY c.tenant) FROM voice.called_2(number) AS c $$;
INSERT INTO directory.service (tenant, kind, name, numbers) VALUES (:other, 'auto_attendant', 'Menu', '[{"label": "Main", "kind": "phone", "number": "+46701000005", "shown": "x"}]');
UPDATE directory.app_user SET work_number = '+46701000005' WHERE username = 'ola';
UPDATE directory.site SET call_back_number = '+46701000005' WHERE id = 900;
INSERT INTO directory.channel (tenant, medium, name, number, hook_key) VALUES (:other, 'voice', 'Phone', '+46701000005', repeat('k', 32));
SELECT test.is(test.called('+46701000005'), '1 user', 'a call goes to the owner, whatever another says'),
	test.is((SELECT string_agg(c.tenant || ' ' || c.kind, ', ') FROM voice.called('{1,2}', '+46701000005') AS c), '1 user', 'for a voiced of the release before, too'),
	test.is((SELECT count(*) FROM voice.called('{2}', '+46701000005')), 0::bigint, 'and nowhere by the other''s trunk alone');
SELECT test.is((SELECT string_agg(g.number, ' ') FROM voice.caller_ids(1, test.who('ann')) AS g), '+46701000005', 'the owner shows it'),
	test.is((SELECT string_agg(g.number, ' ') FROM voice.caller_ids(:other, test.who('ola')) AS g), NULL, 'nobody else');
UPDATE directory.app_user SET site_id = 900 WHERE username = 'ola';
SELECT test.is((SELECT concat_ws(' ', v.own_number, v.sent) FROM presence.v_emergency_line AS v WHERE v.agent = test.who('ann')), '+46701000005 +46701000005', 'the owner''s call for help sends it'),
	test.is((SELECT concat_ws(' ', v.own_number, v.sent) FROM presence.v_emergency_line AS v WHERE v.agent = test.who('ola')), '', 'nobody else''s, not by the site either');
SELECT test.is((SELECT string_agg(d.tenant || ' ' || d.kind, ', ') FROM voice.dialers(0, 0, 0, 100) AS d WHERE d.work_number = '+46701000005'), '1 0', 'nor does a call inside find them by it');
SELECT test.is((SELECT string_agg(l.resource || ' ' || l.words, '; ' ORDER BY l.resource) FROM routing.lint(:other) AS l WHERE l.kind = 'number_claimed_elsewhere'),
	'channel Calls to +46701000005 do not reach the channel "Phone": another organisation on this installation has claimed the number.; '
	'site Calls to +46701000005 do not reach the site "Elsewhere": another organisation on this installation has claimed the number.; '
	'user Calls to +46701000005 do not reach Ola: another organisation on this installation has claimed the number.', 'the linter tells the other'),
	test.is((SELECT count(*) FROM routing.lint(1) AS l WHERE l.kind = 'number_claimed_elsewhere'), 0::bigint, 'and not the owner');

-- A call for help of the other, that had sent the number: its call back is no way to the owner's calls (EM-3).
SELECT test.hold();
UPDATE directory.phone_number SET stage = 'released' WHERE tenant = 1 AND number = '+46701000005';
BEGIN;
SELECT ops.batch_begin(test.agent_keys(:other, test.who('ola')));
SELECT test.is((presence.emergency_call(:other, test.who('ola'), 'one', false, '112', 'began', NULL, NULL)).outcome, 'ok', 'while nobody has claimed it the other calls for help with it');
SELECT ops.batch_end();
COMMIT;
SELECT test.is((SELECT b.tenant FROM presence.call_back_of_2('+46701000005') AS b), :other::bigint, 'and is called back'),
	test.is((SELECT b.tenant FROM presence.call_back_of('+46701000005', '{1,2}') AS b), :other::bigint, 'by a voiced of the release before, too'),
	test.is((SELECT count(*) FROM presence.call_back_of('+46701000005', '{1}')), 0::bigint, 'and not by a trunk of another');
UPDATE directory.phone_number SET stage = 'claimed' WHERE tenant = 1 AND number = '+46701000005';
SELECT test.is((SELECT count(*) FROM presence.call_back_of_2('+46701000005')), 0::bigint, 'claimed, its calls are the owner''s'),
	test.is((SELECT count(*) FROM presence.call_backs_awaited(10)), 0::bigint, 'in voiced''s copy, too');
-- The owner's own emergency call, earlier than the other's.
BEGIN;
SELECT ops.batch_begin(test.agent_keys(1, test.who('ann')));
SELECT test.is((presence.emergency_call(1, test.who('ann'), 'two', false, '112', 'began', NULL, NULL)).outcome, 'ok', 'the owner calls for help with it');
SELECT ops.batch_end();
COMMIT;
UPDATE presence.emergency_call SET begun_at = begun_at - interval '1 hour' WHERE call = 'two';
SELECT test.is((SELECT b.tenant FROM presence.call_back_of_2('+46701000005') AS b), 1::bigint, 'and is called back, whoever called after them'),
	test.is((SELECT string_agg(b.tenant || ' ' || b.number, ', ') FROM presence.call_backs_awaited(10) AS b), '1 +46701000005', 'by voiced''s copy, too');
SELECT test.is(test.give('+46701000005', :other), 'emergency 1', 'the operator does not give it away in an emergency');
SELECT test.is((SELECT b.tenant FROM presence.call_back_of_2('+46701000005') AS b), 1::bigint, 'whose call back arrives');

-- ---- two at a time ----

SELECT test.connect('a'), test.connect('b');
SELECT test.is(test.beside($$test.write(1, 'phone_number', 'create', NULL, '{"number": "+46701000011", "state": "claimed"}')$$,
	$$test.write(2, 'phone_number', 'create', NULL, '{"number": "+46701000011", "state": "claimed"}')$$), 'waited: value_taken /state', 'of two who claim at a time one is refused in words');
SELECT test.is(test.beside($$test.import(1, '{+46701000021,+46701000022}')$$, $$test.import(2, '{+46701000022,+46701000021}')$$), 'waited: invalid /0/state /1/state',
	'of two files with the same numbers in another order one waits, and is refused');
SELECT test.is(test.beside($$test.give('+46701000011', 2)$$, $$test.write(1, 'phone_number', 'update', test.id(1, '+46701000011'), '{"state": "released"}')$$),
	'waited: stale_version', 'who had it and changes it at that moment has to look again');
SELECT test.is(test.beside($$test.write(1, 'phone_number', 'update', test.id(1, '+46701000022'), '{"state": "released"}')$$, $$test.give('+46701000022', 2)$$),
	'waited: stale 0', 'and who gives one away that is released at that moment, too');
SELECT test.is(test.beside($$test.import(1, '{+46701000031}')$$, $$test.write(2, 'site', 'update', 900, '{"call_back_number": "+46701000031"}')$$), 'waited: value_taken /call_back_number',
	'a file beside a site');

-- ---- whoever operates the installation ----

SELECT test.is(test.owners('+46701000011'), '1 available, 2 claimed', 'it was given');
SELECT test.is(test.give('+46701000005', :other, true), 'ok 1', 'one in use, too, and in an emergency if they say so');
SELECT test.is(test.called('+46701000005'), '2 channel, 2 service, 2 user', 'from then on it is the other''s'),
	test.is((SELECT count(*) FROM routing.lint(1) AS l WHERE l.kind = 'number_claimed_elsewhere'), 1::bigint, 'which the linter tells the first'),
	test.is(test.write(1, 'phone_number', 'update', test.id(1, '+46701000005'), '{"state": "claimed"}'), 'value_taken /state', 'who do not get it back'),
	test.is(test.write(1, 'user', 'update', test.who('ann'), '{"department": "Sales"}'), 'ok', 'and can be changed as before');
SELECT test.is(test.give('+46701000099', 1), 'ok 0', 'one of nobody'), test.is(test.owners('+46701000099'), '1 claimed', 'is listed'),
	test.is(test.give('+46701000099', 1), 'ok 1', 'again: it is so'),
	test.is(test.give('+46701000099', 99), 'invalid 0', 'there is no such organisation'), test.is(test.give('0701', 1), 'invalid 0', 'nor such a number');
SELECT test.is((SELECT string_agg(concat_ws(' ', a.tenant, a.actor_role, a.detail #>> '{after,state}', a.detail ->> 'source'), ', ' ORDER BY a.tenant) FROM ops.audit AS a
	WHERE a.action = 'phone_number_update' AND a.actor_role = 'operator' AND a.key IN (test.id(1, '+46701000005'), test.id(:other, '+46701000005'))),
	'1 operator available trunklinectl, 2 operator claimed trunklinectl', 'both audit logs say so');
