-- SIP phones: whose they are and who may change them, what is kept of a password, where they are registered (SP-9, Security).
\ir testing_work.sql

CREATE FUNCTION test.made(username text, owner text, side text, by_ text DEFAULT NULL, role text DEFAULT 'administrator', by_side text DEFAULT 'agent', command bytea DEFAULT test.command())
RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('voice.device_create(%L, NULL, 1, %s, %L, %L, voice.device_next(), %s, %L, ''Desk'', %L, ''SHA-256'', ''\x01aa'', ''\x01bb'', ''r'', ''sip:a sip:b'')',
		command, test.who(COALESCE(by_, owner)), role, by_side, test.who(owner), side, username),
		test.command_keys(command, ops.key('devices', 1, test.who(owner)::text)))
$$;
CREATE FUNCTION test.phone(username text) RETURNS bigint LANGUAGE sql AS $$ SELECT d.id FROM voice.device AS d WHERE d.username = phone.username $$;
CREATE FUNCTION test.on_phone(username text, call text, by_ text DEFAULT 'ann', role text DEFAULT 'administrator', side text DEFAULT 'agent', rest text DEFAULT '', command bytea DEFAULT test.command())
RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('voice.%s(%L, NULL, 1, %s, %L, %L, %s %s, ''r'', ''sip:a'')', call, command, test.who(by_), role, side, test.phone(username), rest),
		test.command_keys(command, ops.key('device', 1, test.phone(username)::text)))
$$;
CREATE FUNCTION test.put(username text, contact text, seconds integer DEFAULT 60, rotated_us bigint DEFAULT NULL) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('voice.binding_put(1, %s, %L, ''192.0.2.1:5060'', ''udp'', ''Phone/1'', ''voiced'', ops.clock() + interval ''%s seconds'', %L)',
		test.phone(username), contact, seconds, rotated_us), ARRAY[ops.key('device', 1, test.phone(username)::text)])
$$;
CREATE FUNCTION test.where_(username text) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(b.contact, ' ' ORDER BY b.contact), '') FROM voice.v_device_binding AS b WHERE b.device = test.phone(username)
$$;

-- ---- making ----
SELECT test.is((m).outcome || ' ' || ((m).body ->> 'side') || ' ' || ((m).body -> 'servers')::text || ' ' || ((m).body #>> '{password,box}'),
	'created work ["sip:a", "sip:b"] 01bb', 'a phone of somebody with a Work licence, its password sealed in the answer')
FROM test.made('wimsphone1', 'wim', 'work') AS m;
SELECT test.is((m).outcome || ' ' || ((m).body #>> '{errors,0,pointer}'), 'invalid /side', 'who has no seat has no phone on that side') FROM test.made('wimsphone2', 'wim', 'agent') AS m;
SELECT test.is((m).outcome || ' ' || ((m).body #>> '{errors,0,pointer}'), 'invalid /side', 'who has no Work licence has none on this one') FROM test.made('annsphone0', 'ann', 'work') AS m;
SELECT test.is((test.made('annsphone1', 'ann', 'agent', 'ann', 'agent', 'agent')).outcome, 'created', 'an agent makes one of their own');
SELECT test.is((test.made('wimsphone2', 'wim', 'work', 'wim', 'work', 'work')).outcome, 'created', 'so does a Work user');
SELECT test.is((test.made('wimsphone3', 'wim', 'work', 'ann', 'agent', 'agent')).outcome, 'forbidden', 'nobody but an administrator makes somebody else''s');
SELECT test.is((test.made('wimsphone3', 'wim', 'work', 'wim', 'agent', 'agent')).outcome, 'forbidden', 'nor one of their own other account');
SELECT test.is((test.made('wimsphone' || n, 'wim', 'work')).outcome, 'created', 'up to ten') FROM generate_series(3, 10) AS n;
SELECT test.is((test.made('wimsphone11', 'wim', 'work')).outcome, 'too_many', 'and no eleventh');
SELECT test.is((SELECT count(*) FROM voice.device WHERE owner = test.who('wim')), 10::bigint, 'so many stand there');
SELECT test.is((SELECT string_agg(DISTINCT encode(secret, 'hex'), ' ') FROM voice.device), '01aa', 'what stands there is the hash''s box, not the password''s');
SELECT test.command() AS same \gset
SELECT test.made('annsphone2', 'ann', 'agent', command => :'same');
SELECT test.is((m).body ->> 'username', 'annsphone2', 'the same command again answers the same phone') FROM test.made('annsphone3', 'ann', 'agent', command => :'same') AS m;

-- ---- who sees them ----
SELECT test.is((SELECT count(*) FROM voice.devices_list(1, test.who('ann'), 'administrator', 'agent', NULL, 'r', 's', NULL, 50)), 12::bigint, 'an administrator lists all');
SELECT test.is((SELECT count(*) FROM voice.devices_list(1, test.who('ann'), 'agent', 'agent', NULL, 'r', 's', NULL, 50)), 2::bigint, 'an agent their own');
SELECT test.is((SELECT count(*) FROM voice.devices_list(1, test.who('wim'), 'agent', 'agent', NULL, 'r', 's', NULL, 50)), 0::bigint, 'of this account only');
SELECT test.is((SELECT count(*) FROM voice.devices_list(1, test.who('ann'), 'agent', 'agent', test.who('wim'), 'r', 's', NULL, 50)), 0::bigint, 'a filter shows nobody else''s');
SELECT test.is((SELECT count(*) FROM voice.devices_list(2, test.who('ann'), 'administrator', 'agent', NULL, 'r', 's', NULL, 50)), 0::bigint, 'another organisation has none of them');
SELECT test.ok(voice.device_get(2, test.phone('annsphone1'), test.who('ann'), 'administrator', 'agent', 'r', 's') IS NULL, 'nor sees one');
SELECT test.ok(voice.device_get(1, test.phone('annsphone1'), test.who('wim'), 'work', 'work', 'r', 's') IS NULL, 'nor does a colleague');
SELECT test.is((test.on_phone('annsphone1', 'device_delete', 'wim', 'work', 'work', ', 1')).outcome, 'not_found', 'who does not see it does not change it');
SELECT test.is((SELECT count(*) FROM voice.device_login(1, test.phone('annsphone1'), test.who('wim'), 'work', 'work')), 0::bigint, 'nor learns its name');

-- ---- where they are registered ----
SELECT test.is(((test.put('annsphone1', 'sip:1@a')).body ->> 'bindings'), '1', 'a phone registers');
SELECT test.is(((test.put('annsphone1', 'sip:1@a')).body ->> 'bindings'), '1', 'and again, from where it was');
SELECT test.is(((test.put('annsphone1', 'sip:' || n || '@a')).body ->> 'bindings'), least(n, 5)::text, 'from more places, five at most') FROM generate_series(2, 6) AS n;
SELECT test.is(test.where_('annsphone1'), 'sip:2@a sip:3@a sip:4@a sip:5@a sip:6@a', 'what was not renewed for the longest time goes');
SELECT test.put('annsphone1', 'sip:2@a');
SELECT test.put('annsphone1', 'sip:7@a');
SELECT test.is(test.where_('annsphone1'), 'sip:2@a sip:4@a sip:5@a sip:6@a sip:7@a', 'not the one that came first');
SELECT test.is((test.put('annsphone1', 'sip:8@a', -1)).outcome, 'invalid', 'none is past before it begins');
SELECT test.put('annsphone1', 'sip:7@a', 9000000);
SELECT test.ok((SELECT expires_at <= ops.clock() + interval '1 day' FROM voice.binding WHERE contact = 'sip:7@a'), 'none lasts for more than a day');
SELECT test.is((voice.device_get(1, test.phone('annsphone1'), test.who('ann'), 'agent', 'agent', 'r', 's') #>> '{bindings,0,contact}'), 'sip:7@a', 'they are shown, the latest first');
SELECT test.is((SELECT count(*) FROM voice.v_device_binding WHERE tenant = 1 AND owner = test.who('ann') AND side = 'agent'), 5::bigint, 'and found by account');
SELECT test.is(((test.call(format('voice.binding_drop(1, %s, ''sip:7@a'')', test.phone('annsphone1')), ARRAY[ops.key('device', 1, test.phone('annsphone1')::text)])).body ->> 'bindings'), '1', 'one goes');
SELECT test.is(((test.call(format('voice.binding_drop(1, %s, NULL)', test.phone('annsphone1')), ARRAY[ops.key('device', 1, test.phone('annsphone1')::text)])).body ->> 'bindings'), '4', 'or all');
SELECT test.put('annsphone1', 'sip:1@a', 60);
SELECT test.put('annsphone1', 'sip:2@a', 600);
SELECT test.pass('61 seconds');
SELECT test.is(test.where_('annsphone1'), 'sip:2@a', 'what has expired is not there');
SELECT test.is(voice.bindings_sweep(100), 1::bigint, 'and is swept');
SELECT test.is((SELECT count(*) FROM voice.binding), 1::bigint, 'it alone');

-- ---- changing ----
SELECT test.is((test.on_phone('annsphone1', 'device_update', rest => ', 1, ''Door'', NULL, ''\x02'', ''\x03''')).body - '{id,created_at,rotated_at,servers}'::text[],
	jsonb_build_object('side', 'agent', 'label', 'Door', 'realm', 'r', 'allowed', true, 'registered', true, 'user_id', test.who('ann')::text, 'version', '2',
		'username', 'annsphone1', 'algorithm', 'SHA-256', 'password', NULL), 'another label leaves the password');
SELECT test.is((SELECT encode(secret, 'hex') FROM voice.device WHERE username = 'annsphone1'), '01aa', 'and its hash');
SELECT test.is((test.on_phone('annsphone1', 'device_update', rest => ', 1, ''Gate'', NULL, ''\x02'', ''\x03''')).outcome, 'stale_version', 'who read it before that is told');
SELECT test.is((u).body #>> '{password,box}', '03', 'another algorithm brings another password') FROM test.on_phone('annsphone1', 'device_update', rest => ', 2, NULL, ''MD5'', ''\x02'', ''\x03''') AS u;
SELECT test.is((SELECT encode(secret, 'hex') || ' ' || algorithm FROM voice.device WHERE username = 'annsphone1'), '02 MD5', 'and its own hash');
SELECT test.is(test.where_('annsphone1'), '', 'and whoever registered with the one before is not there');
SELECT voice.device_rotated_us(rotated_at) AS former FROM voice.device WHERE username = 'annsphone1' \gset
SELECT test.is((test.put('annsphone1', 'sip:1@a', rotated_us => :former)).outcome, 'ok', 'who has proved the present password registers');
SELECT test.is((u).outcome || ' ' || ((u).body #>> '{password,box}'), 'ok 05', 'a new password') FROM test.on_phone('annsphone1', 'device_rotate', rest => ', ''MD5'', ''\x04'', ''\x05''') AS u;
SELECT test.is((SELECT encode(secret, 'hex') FROM voice.device WHERE username = 'annsphone1'), '04', 'has its hash');
SELECT test.is(test.where_('annsphone1'), '', 'and ends what was registered by the one before');
SELECT test.is((test.put('annsphone1', 'sip:1@a', rotated_us => :former)).outcome, 'not_found', 'who has proved that one a moment before is too late');
SELECT test.put('annsphone1', 'sip:1@a');
SELECT test.is((test.on_phone('annsphone1', 'device_delete', rest => ', 4')).outcome, 'ok', 'a phone goes');
SELECT test.is((SELECT count(*) FROM voice.binding), 0::bigint, 'with where it was');
SELECT test.is((SELECT string_agg(replace(action, 'device_', ''), ' ' ORDER BY id) FROM ops.audit WHERE action LIKE 'device\_%' AND detail ->> 'user' = test.who('ann')::text),
	'create create update update rotate delete', 'each act stands in the audit log');
SELECT test.is((SELECT count(*) FROM ops.event WHERE kind = 8 AND key IN (SELECT key FROM ops.audit WHERE action LIKE 'device\_%')) >= 16, true, 'and every voiced hears of it');

-- ---- licences that go ----
SELECT test.put('annsphone2', 'sip:1@a');
UPDATE directory.app_user SET has_seat = false WHERE id = test.who('ann');
SELECT test.is(test.where_('annsphone2'), '', 'who has lost the seat is reached nowhere');
SELECT test.is((test.put('annsphone2', 'sip:1@a')).outcome, 'not_found', 'and registers no more');
SELECT test.is((SELECT allowed FROM voice.v_device WHERE username = 'annsphone2'), false, 'as the registrar knows');
SELECT test.is(voice.bindings_sweep(100), 1::bigint, 'what was registered is swept');
SELECT test.is((SELECT count(*) FROM voice.device WHERE username = 'annsphone2'), 1::bigint, 'the phone stays for the day that the seat is there again');
UPDATE directory.app_user SET has_seat = true, disabled = true WHERE id = test.who('ann');
SELECT test.is((SELECT allowed FROM voice.v_device WHERE username = 'annsphone2'), false, 'so for who is disabled');
INSERT INTO voice.device (tenant, owner, side, label, username, algorithm, secret, made_at, rotated_at)
VALUES (1, 999999, 'work', 'Gone', 'nobodysphone', 'MD5', '\x01', ops.clock(), ops.clock());
SELECT test.is((SELECT count(*) FROM voice.v_device WHERE username = 'nobodysphone'), 0::bigint, 'of a user who is gone there is no phone');
SELECT test.is(voice.bindings_sweep(100), 1::bigint, 'it is swept');
SELECT test.is((SELECT count(*) FROM voice.device WHERE username = 'nobodysphone'), 0::bigint, 'for good');
