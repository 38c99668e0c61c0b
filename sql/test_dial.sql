-- The dial plan, caller ids and limits of calls to the outside (SP-4, SP-13, Security): who may call what, and how often.
\ir testing_work.sql
\set run '(SELECT max(epoch) FROM voice.run)'
INSERT INTO directory.site (tenant, id, name, country) VALUES (1, 900, 'Berlin', 'DE'), (1, 901, 'Umeå', 'SE');
UPDATE directory.app_user SET site_id = 900 WHERE tenant = 1;
INSERT INTO voice.trunk (tenant, id, name, host) VALUES (1, 1, 'Carrier', 'sip.example.com'), (1, 2, 'Second', '192.0.2.9');
ALTER TABLE voice.trunk ALTER id RESTART WITH 100;
SELECT ops.instance_register(777, 'voiced', 'x', 'x', 'x');
SELECT voice.live_begin(777, '{}');
-- Time passes, and the daemon lives on.
CREATE FUNCTION test.later(span interval) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test.pass(span);
	UPDATE ops.instance AS i SET beat_at = ops.clock() WHERE i.boot >= 777;
END $$;

CREATE FUNCTION test.write(noun text, verb text, id bigint, item jsonb, schema text DEFAULT 'voice') RETURNS text LANGUAGE plpgsql AS $$
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
CREATE FUNCTION test.out_(who text, call text, number text DEFAULT '+4930123456', price text DEFAULT 'national', shown text DEFAULT NULL, epoch bigint DEFAULT NULL,
	as_agent boolean DEFAULT true)
RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('voice.out_begin_2(1, %L, %L, %s, %L, %L, %L, %L)', test.who(who), call, COALESCE(epoch, (SELECT max(r.epoch) FROM voice.run AS r)), number, price, shown, as_agent),
		ARRAY[ops.key('out', 1, '')])
$$;
CREATE FUNCTION test.said(a ops.answer) RETURNS text LANGUAGE sql AS $$ SELECT concat_ws(' ', a.outcome, COALESCE(a.body ->> 'limit', a.body ->> 'reason')) $$;
CREATE FUNCTION test.over_(call text, seconds bigint DEFAULT 0) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('voice.out_end(1, %L, %s)', call, seconds), ARRAY[ops.key('out', 1, '')])).outcome
$$;
CREATE FUNCTION test.rule(number text, site bigint DEFAULT 900) RETURNS text LANGUAGE sql AS $$ SELECT r.prefix || ' ' || COALESCE(r.site_id::text, '-') FROM voice.dial_rule_of(1, site, number) AS r $$;

-- ---- nothing is allowed that nobody allowed ----
SELECT test.is(test.said(test.out_('ann', 'a0')), 'not_allowed no_rule', 'a new organisation calls nobody');
SELECT test.ok(voice.dial_forbidden(1, 900, 'DE', '+4930123456') IS NOT NULL, 'and nobody is forwarded there');
SELECT test.is(test.write('dial_rule', 'create', NULL, '{"prefix": "+49", "action": "allow", "trunk_ids": ["2", "1"]}'), 'created', 'a rule');
SELECT test.is(test.write('dial_rule', 'create', NULL, '{"prefix": "+49900", "action": "refuse"}'), 'created', 'a longer one that refuses');
SELECT test.is(test.write('dial_rule', 'create', NULL, '{"prefix": "+49", "site_id": "901", "action": "refuse"}'), 'created', 'another one of a site');
SELECT test.is(test.write('dial_rule', 'create', NULL, '{"prefix": "+", "site_id": "901", "action": "allow", "trunk_ids": ["1"]}'), 'created', 'all that is left of a site');
SELECT test.is(test.write('dial_rule', 'create', NULL, '{"prefix": "+49", "action": "refuse"}'), 'value_taken /prefix /site_id', 'one for each prefix and site');
SELECT test.is(test.write('dial_rule', 'create', NULL, '{"prefix": "+46", "action": "allow"}'), 'invalid /action /trunk_ids', 'what is allowed needs a trunk');
SELECT test.is(test.write('dial_rule', 'create', NULL, '{"prefix": "+46", "action": "allow", "trunk_ids": ["1", "99"]}'), 'unknown_reference /trunk_ids/1', 'that there is');
SELECT test.is(test.write('dial_rule', 'create', NULL, format('{"prefix": "+46", "action": "allow", "trunk_ids": %s}', w)::jsonb), 'invalid /trunk_ids', 'a list: ' || w)
FROM unnest('{"[\"1\",\"1\"]","[1]","{\"a\":1}","\"1\""}'::text[]) AS w;
SELECT test.is(test.write('dial_rule', 'create', NULL, format('{"prefix": "%s", "action": "refuse"}', w)::jsonb), 'invalid /prefix', 'no prefix: ' || w) FROM unnest('{49,+0,+4x,"",++,+1234567890123456}'::text[]) AS w;
SELECT test.is(test.rule('+4930123456'), '+49 -', 'the rule of its country');
SELECT test.is(test.rule('+49900123456'), '+49900 -', 'the longest prefix wins');
SELECT test.is(test.rule('+4930123456', 901), '+49 901', 'of two alike the site''s own');
SELECT test.is(test.rule('+46701234567', 901), '+ 901', 'else what is left');
SELECT test.is(test.rule('+49900123456', 901), '+49900 -', 'but a longer one of everybody''s wins over the site''s');
SELECT test.ok(test.rule('+46701234567') IS NULL, 'of another site nothing counts');
SELECT test.is(test.write('trunk', 'delete', 2, NULL), 'referenced', 'a trunk that a rule names stays');

-- ---- limits ----
SELECT test.is(test.said(test.out_('ann', 'a1')), 'created', 'a call that is allowed');
SELECT test.is(test.said(test.out_('ann', 'a1')), 'ok', 'told again it is the same one');
SELECT test.is((SELECT count(*) FROM voice.out_call), 1::bigint, 'and counts once');
SELECT test.is(test.said(test.out_('ann', 'a1', '+4930123457')), 'invalid', 'with another number it is another call, which needs a name of its own');
SELECT test.is(test.said(test.out_('ann', 'a2', '+49900123456')), 'not_allowed refused', 'what is refused');
SELECT test.is(test.said(test.out_('ann', 'a2', '+4930123456', 'premium')), 'limit tenant_calls', 'premium numbers nobody calls');
SELECT test.is(test.said(test.out_('ann', 'a2', '4930123456')), 'invalid', 'no number');
SELECT test.is(test.said(test.out_('ann', 'a2', '+4930123456', 'dear')), 'invalid', 'no class');
SELECT test.is(test.said(test.out_('ann', 'a2', epoch => 999999)), 'stale', 'of a run that nobody began');
SELECT test.is(test.said(test.out_('ann', 'i1', price => 'international')), 'created', 'one call abroad');
SELECT test.is(test.said(test.out_('ann', 'i2', price => 'international')), 'limit user_calls', 'and no second one at a time');
SELECT test.is(test.said(test.out_('ben', 'i3', price => 'international')), 'created', 'others may');
SELECT test.is(test.over_('i1', 30), 'ok', 'it ends');
SELECT test.is(test.over_('i1', 30), 'ended', 'once');
SELECT test.is(test.said(test.out_('ann', 'i1', '+4930123457', 'international')), 'invalid', 'also of one that has ended');
SELECT test.is(test.over_('nothing'), 'not_found', 'what never began');
SELECT test.is(test.said(test.out_('ann', 'i1', price => 'international')), 'ended', 'what has ended does not begin again');
SELECT test.is(test.said(test.out_('ann', 'i4', price => 'international')), 'created', 'then another one');
SELECT test.over_('i4');
SELECT test.is(test.said(test.out_('ann', 'i5', price => 'international')), 'created', 'three in a minute');
SELECT test.over_('i5');
SELECT test.is(test.said(test.out_('ann', 'i6', price => 'international')), 'limit user_per_minute', 'and no fourth');
SELECT test.later('61 seconds');
SELECT test.is((test.out_('ann', 'i6', price => 'international')).body ->> 'seconds', '3570', 'a minute later; how long it may last follows from what was talked');
SELECT test.is(test.over_('i6', 3570), 'ok', 'the day''s minutes are gone');
SELECT test.is(test.said(test.out_('ann', 'i7', price => 'international')), 'limit user_minutes_per_day', 'so that is all');
SELECT test.is(test.said(test.out_('ann', 'n1')), 'created', 'of this class');
SELECT test.over_('i3');
SELECT test.later('25 hours');
SELECT test.is(test.said(test.out_('ann', 'i8', price => 'international')), 'created', 'until the next day');
SELECT test.is((test.out_('sue', 'q' || n, price => 'mobile')).body ->> 'seconds', (720 * 60 / 4)::text, 'of four calls at once each has a quarter of the minutes, ' || n) FROM generate_series(1, 3) AS n;
SELECT test.later('1 hour');
SELECT test.is((test.out_('sue', 'q4', price => 'mobile')).body ->> 'seconds', (720 * 60 / 4)::text, 'the fourth, later, too');
SELECT test.over_('q' || n, 600) FROM generate_series(1, 4) AS n;
SELECT test.is((test.out_('sue', 'q5', price => 'mobile')).body ->> 'seconds', ((720 * 60 - 4 * 600) / 4)::text, 'what they did not use is there again');
SELECT test.over_('q5');
SELECT test.is(floor(voice.out_part(v.left_, v.calls))::bigint, v.part, v.left_ || ' seconds, ' || v.calls || ' calls')
	FROM (VALUES (43200, 4, 10800::bigint), (36000, 200, 1800), (3600, 4, 1800), (1800, 4, 1800), (90, 4, 90), (7201, 1, 7201)) AS v (left_, calls, part);
SELECT test.is(test.write('call_limit', 'update', 2, '{"tenant_calls": 4}'), 'ok', 'an organisation has limits of its own');
SELECT test.is((SELECT string_agg(l.price_class || ' ' || l.tenant_calls, ', ' ORDER BY l.id) FROM voice.a_call_limit AS l WHERE l.tenant = 1), 'free 500, national 4, mobile 100, international 5, premium 0', 'beside the installation''s');
SELECT test.is(test.write('call_limit', 'update', 2, '{"tenant_calls": -1}'), 'invalid /tenant_calls', 'no number of calls');
SELECT test.is(test.said(test.out_(w, 't' || n)), CASE WHEN n <= 2 THEN 'created' ELSE 'limit tenant_calls' END, 'call ' || n) FROM (VALUES (1, 'ben'), (2, 'ben'), (3, 'sue')) AS v (n, w);
SELECT test.is((SELECT count(*) FROM voice.out_call WHERE price_class = 'national' AND ended_at IS NULL), 4::bigint, 'a1, n1 and two more');
SELECT test.is((test.call(format('voice.out_begin(1, NULL, ''f1'', %s, ''+4930123456'', ''national'', NULL)', :run), ARRAY[ops.key('out', 1, '')])).outcome, 'limit', 'who is forwarded counts, too');

-- ---- the last minute, by numbers ----
-- Two users call a hundred times at intervals of one to six seconds: what is allowed is what counting says.
SELECT test.later('2 hours');
SELECT test.is(test.write('call_limit', 'update', 4, '{"tenant_calls": 100, "user_calls": 100, "tenant_per_minute": 11, "user_per_minute": 9, "tenant_minutes_per_day": 100000, "user_minutes_per_day": 100000}'),
	'ok', 'limits by the minute');
CREATE TABLE test.minute (n integer, who text, calls bigint, mine bigint, said text);
DO $$
DECLARE
	one text;
	counted record;
BEGIN
	FOR n IN 1..100 LOOP
		one := CASE WHEN (n / 25) % 2 = 0 OR n % 2 = 0 THEN 'ann' ELSE 'ben' END;
		SELECT count(*) AS calls, count(*) FILTER (WHERE c.user_id = test.who(one)) AS mine INTO counted FROM voice.out_call AS c
		WHERE c.tenant = 1 AND c.price_class = 'international' AND c.at > ops.clock() - interval '1 minute';
		INSERT INTO test.minute VALUES (n, one, counted.calls, counted.mine, test.said(test.out_(one, 'm' || n, price => 'international')));
		PERFORM test.over_('m' || n);
		PERFORM test.later(make_interval(secs => 1 + n % 6));
	END LOOP;
END $$;
SELECT test.is(string_agg(m.n || ' ' || m.said, ', '), NULL, 'each call is judged as counting would')
FROM test.minute AS m, voice.a_call_limit AS l
WHERE l.tenant = 1 AND l.price_class = 'international' AND m.said <> CASE WHEN m.calls >= l.tenant_per_minute THEN 'limit tenant_per_minute'
	WHEN m.mine >= l.user_per_minute THEN 'limit user_per_minute' ELSE 'created' END;
SELECT test.ok(bool_or(m.said = 'limit tenant_per_minute') AND bool_or(m.said = 'limit user_per_minute') AND bool_or(m.said = 'created'), 'and all three were seen') FROM test.minute AS m;

-- ---- a dead daemon's calls ----
SELECT ops.instance_leave(777);
SELECT ops.instance_register(778, 'voiced', 'x', 'x', 'x');
SELECT voice.live_begin(778, '{}');
SELECT test.is(test.said(test.out_('sue', 't4')), 'created', 'calls of a daemon that is gone count no more');
SELECT test.ok(voice.out_sweep(1000) >= 5, 'they are ended');
SELECT test.is((SELECT string_agg(call, ' ') FROM voice.out_call WHERE ended_at IS NULL), 't4', 'but for the living one''s');
SELECT test.later('62 minutes');
SELECT voice.out_sweep(1000);
SELECT test.is((SELECT string_agg(call, ' ') FROM voice.out_call), 't4', 'and forgotten');

-- ---- caller ids ----
SELECT test.over_('t4');
INSERT INTO directory.phone_number (tenant, id, number, stage) VALUES (1, 50, '+4930555001', 'claimed'), (1, 51, '+4930555002', 'claimed'), (1, 52, '+4930555003', 'available'), (1, 53, '+4930555004', 'claimed');
SELECT test.is((test.out_('ann', 'c0')).body ->> 'caller_id', NULL, 'who has none shows none');
SELECT test.is(test.write('caller_id', 'create', NULL, jsonb_build_object('phone_number_id', '52', 'group_id', (SELECT group_id::text FROM directory.app_user WHERE username = 'ann'))), 'invalid /phone_number_id', 'what is not claimed is not shown');
SELECT test.is(test.write('caller_id', 'create', NULL, '{"phone_number_id": "50"}'), 'invalid /group_id /site_id', 'for whom?');
SELECT test.is(test.write('caller_id', 'create', NULL, '{"phone_number_id": "50", "site_id": "900"}'), 'created', 'a site''s number');
SELECT test.is(test.write('caller_id', 'create', NULL, '{"phone_number_id": "51", "site_id": "900"}'), 'value_taken /site_id', 'it has one');
SELECT test.is(test.write('caller_id', 'create', NULL, jsonb_build_object('phone_number_id', '51', 'group_id', (SELECT group_id::text FROM directory.app_user WHERE username = 'ann'))), 'created', 'one of a group');
SELECT test.is((test.out_('ann', 'c1')).body ->> 'caller_id', '+4930555001', 'the site''s number is the default');
UPDATE directory.app_user SET has_work = true, work_number = '+4930555004' WHERE username = 'ann';
SELECT test.over_('c0'), test.over_('c1');
SELECT test.is((test.out_('ann', 'c2')).body ->> 'caller_id', '+4930555004', 'one''s own comes before it');
SELECT test.is((test.out_('ann', 'c3', shown => '+4930555002')).body ->> 'caller_id', '+4930555002', 'the group''s when asked for');
-- A number that a queue's calls come to is shown for that queue (SP-11).
INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number) VALUES (1, 951, 'voice', 'Hotline', repeat('v', 32), '+4930555002');
SELECT test.over_('c2'), test.over_('c3');
SELECT test.is(test.said(test.out_('ann', 'c3b', shown => '+4930555002')), 'not_available', 'a queue''s number needs Available');
SELECT test.is(test.said(test.out_('ann', 'c3c')), 'created', 'one''s own does not');
CREATE FUNCTION pg_temp.may_show(who text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg((c ->> 'number') || ' ' || (c ->> 'allowed'), ', ') FROM jsonb_array_elements(voice.dial_facts_2(1, test.who(who), 'national', NULL, true) -> 'caller_ids') AS c $$;
SELECT test.is(pg_temp.may_show('ann'), '+4930555004 true, +4930555001 true, +4930555002 false', 'which of one''s numbers may be shown now is said beforehand');
SELECT test.available('ann');
SELECT test.is(test.said(test.out_('ann', 'c3d', shown => '+4930555002')), 'created', 'and shows it then');
SELECT test.is(pg_temp.may_show('ann'), '+4930555004 true, +4930555001 true, +4930555002 true', 'so it is said');
SELECT test.over_('c3c'), test.over_('c3d');
-- Also as the default, where an agent dials: their own number, then their site's if no queue's calls come to it, else it is refused.
CREATE FUNCTION pg_temp.dial_says(who text, wanted text DEFAULT NULL, as_agent boolean DEFAULT true) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', f ->> 'caller_id', f ->> 'problem') FROM voice.dial_facts_2(1, test.who(who), 'national', wanted, as_agent) AS f $$;
INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number) VALUES (1, 952, 'voice', 'Front door', repeat('w', 32), '+4930555001');
UPDATE directory.app_user SET site_id = 900 WHERE username IN ('ann', 'ben', 'wim');
SELECT test.is(pg_temp.dial_says('ben'), 'not_available', 'a site''s number that leads to a queue is not shown by who is not Available'),
	test.is(test.said(test.out_('ben', 'c6')), 'not_available', 'nor called with'),
	test.is((test.out_('ben', 'c7', as_agent => false)).body ->> 'caller_id', '+4930555001', 'but by what reaches their phone'),
	test.is((test.out_('wim', 'c8', as_agent => false)).body ->> 'caller_id', '+4930555001', 'and by the Work account'),
	test.is((test.out_('wim', 'c9')).body ->> 'caller_id', '+4930555001', 'who has no seat is no agent'),
	test.is(pg_temp.dial_says('ben', as_agent => false) || ', ' || pg_temp.dial_says('wim'), '+4930555001, +4930555001', 'so it is said beforehand');
SELECT test.available('ben');
SELECT test.is(pg_temp.dial_says('ben') || ' ' || ((test.out_('ben', 'c10')).body ->> 'caller_id'), '+4930555001 +4930555001', 'Available it is shown');
SELECT test.status_set('ann', 'ann', 'work_offline'), test.over_('c' || n) FROM generate_series(7, 10) AS n;
SELECT test.is(pg_temp.dial_says('ann') || ' ' || ((test.out_('ann', 'c11')).body ->> 'caller_id'), '+4930555004 +4930555004', 'one''s own goes before it anyway'),
	test.is(pg_temp.dial_says('ann', '+4930555002') || ', ' || pg_temp.dial_says('ann', '+4930555999'), 'not_available, caller_id_not_granted', 'what is asked for is said beforehand, too');
UPDATE directory.channel SET number = '+4930555004' WHERE tenant = 1 AND id = 952;
SELECT test.is(pg_temp.dial_says('ann') || ' ' || ((test.out_('ann', 'c12')).body ->> 'caller_id'), '+4930555001 +4930555001', 'the next one that is no queue''s goes before a refusal');
SELECT test.over_('c' || n) FROM generate_series(11, 12) AS n;
DELETE FROM directory.channel WHERE tenant = 1 AND id IN (951, 952);
SELECT test.is(test.said(test.out_('ann', 'c4', shown => '+4930555999')), 'caller_id_not_granted', 'nothing else');
SELECT test.is(test.said(test.out_('ann', 'c4', shown => '+4930555003')), 'caller_id_not_granted', 'not one that is not claimed');
SELECT test.is(test.write('phone_number', 'update', 51, '{"state": "released"}', 'directory'), 'referenced /state', 'a number that callers show is not released');
SELECT test.is(test.write('phone_number', 'delete', 51, NULL, 'directory'), 'referenced', 'nor deleted');
UPDATE directory.app_user SET disabled = true WHERE username = 'ben';
SELECT test.is(test.said(test.out_('ben', 'c5')), 'not_allowed disabled', 'who is disabled calls nobody');

-- ---- what is set at users (SP-4) ----
SELECT test.is(test.write('user', 'update', test.who('sue'), '{"phone_mode": "forward", "workplace_phone": "+49900123456"}', 'directory'), 'invalid /workplace_phone', 'the plan refuses a Workplace Phone');
SELECT test.is(test.write('user', 'update', test.who('sue'), '{"workplace_phone": "+46701234567"}', 'directory'), 'invalid /workplace_phone', 'or knows none such');
SELECT test.is(test.write('user', 'update', test.who('sue'), '{"forward_number": "+49900123456"}', 'directory'), 'invalid /forward_number', 'nor is anybody forwarded there');
SELECT test.is(test.write('user', 'update', test.who('sue'), '{"forward_number": "+4930123456", "workplace_phone": "+4930123457"}', 'directory'), 'ok', 'what it allows is taken');
SELECT test.is(test.write('call_limit', 'update', 4, '{"user_calls": 0}'), 'ok', 'no calls abroad');
SELECT test.is((SELECT string_agg(c.name, ' ' ORDER BY c.name) FROM voice.price_class AS c WHERE voice.price_off(1, c.name)), 'international premium', 'a limit of 0 switches a class off, one of the installation''s, too');
SELECT test.is((SELECT bool_or(voice.price_off(1, p)) FROM unnest(ARRAY['national', 'no class', NULL]) AS p), false, 'and no other');
SELECT test.is(test.write('dial_rule', 'create', NULL, '{"prefix": "+4670", "action": "allow", "trunk_ids": ["1"]}'), 'created', 'though the plan leads there');
SELECT test.is(test.write('user', 'update', test.who('sue'), '{"forward_number": "+46701234567"}', 'directory'), 'invalid /forward_number', 'an allowed number of a class that has no calls');
SELECT test.is(test.write('user', 'update', test.who('sue'), '{"forward_number": "+4930555004"}', 'directory'), 'ok', 'a colleague''s number stays inside');

-- ---- trunks ----
SELECT test.is(test.write('trunk', 'create', NULL, jsonb_build_object('name', 'x' || w.n, 'host', 'a.example', 'sources', jsonb_build_array('192.0.2.1', w.source))), 'invalid /sources/1', 'no source: ' || w.source)
FROM unnest('{0.0.0.0/0,10.0.0.0/8,192.0.2.1/24,::/0,2001:db8::1/64,localhost,192.0.2.300,"192.0.2.1 ",""}'::text[]) WITH ORDINALITY AS w (source, n);
SELECT test.is(test.write('trunk', 'create', NULL, '{"name": "nets", "host": "[2001:db8::5]", "sources": ["192.0.2.0/28", "2001:db8::/64", "198.51.100.7", "2001:db8::5", "192.0.2.1/32"]}'), 'created', 'addresses and networks');
SELECT test.is(test.write('trunk', 'create', NULL, jsonb_build_object('name', 'h' || w.n, 'host', w.host)), 'invalid /host', 'no host: ' || w.host)
FROM unnest('{"a b","sip:a.example","a.example:5060","a..b","-a.example","a.example;transport=tcp",""}'::text[]) WITH ORDINALITY AS w (host, n);
SELECT test.is(test.write('trunk', 'update', 1, '{"username": "us", "secret": "\\x01", "box": "5"}'), 'ok', 'a login');
SELECT test.is(test.write('trunk', 'update', 1, format('{"%s": %s}', w.f, w.v)::jsonb), 'invalid /' || w.f, 'whose password goes nowhere else: ' || w.f)
FROM (VALUES ('host', '"evil.example"'), ('port', '5061'), ('transport', '"tcp"'), ('username', '"other"')) AS w (f, v);
SELECT test.is(test.write('trunk', 'update', 1, '{"host": "new.example", "secret": "\\x02", "box": "6"}'), 'ok', 'unless it is given anew');
SELECT test.is(test.write('trunk', 'update', 1, '{"username": null}'), 'ok', 'without a name');
SELECT test.is((SELECT secret IS NULL AND box IS NULL FROM voice.trunk WHERE id = 1), true, 'there is no password');
SELECT test.is((SELECT (voice.resource_read('trunk', 1, 1, '{}')).body ?| '{secret,box,password}'), false, 'it is never shown');

-- ---- files ----
SELECT test.is((SELECT string_agg(x ->> 'prefix' || ':' || (x -> 'trunk_ids')::text, ' ' ORDER BY x ->> 'prefix', x ->> 'site') FROM voice.resource_export('dial_rule', 1, false) AS x WHERE x ->> 'action' = 'allow'),
	'+:["Carrier"] +4670:["Carrier"] +49:["Second", "Carrier"]', 'a file keeps the order of trunks, by their names');
SELECT test.is((SELECT string_agg(x ->> 'price_class', ' ') FROM voice.resource_export('call_limit', 1, false) AS x), 'international national', 'and limits that are the organisation''s own');
