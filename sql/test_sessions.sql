-- Login sessions: open, find, close; API keys.
SELECT test.organisation();
CREATE FUNCTION pg_temp.open(who text, app text, token text DEFAULT 'token') RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	answer := presence.session_open(command, NULL, 1, test.who(who), app, sha256((token || who || app)::bytea), 12 * 3600000);
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION pg_temp.close(who text, session bigint, return_work boolean DEFAULT false, code bigint DEFAULT NULL) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	answer := presence.session_close(command, NULL, 1, session, return_work, code);
	PERFORM ops.batch_end();
	RETURN answer;
END $$;

SELECT test.is((SELECT (user_id = test.who('ann'), name, role, has_seat)::text FROM presence.user_find('ANN')), '(t,Ann,agent,t)', 'a user is found by name in any case');
SELECT test.is((SELECT count(*) FROM presence.user_find(name)), 0::bigint, format('and nobody by %s', name)) FROM (VALUES (E'W\u0130M'), (E'w\u0131m')) AS v (name);
SELECT test.is((SELECT count(*) FROM presence.user_find('nobody')), 0::bigint, 'nobody is nobody');

SELECT test.is((pg_temp.open(who, app)).outcome, wanted, format('%s logs in to %s: %s', who, app, wanted))
FROM (VALUES
	('ann', 'workspace', 'created'), ('ann', 'work', 'no_licence'), ('ann', 'admin', 'no_licence'),
	('wim', 'workspace', 'no_licence'), ('wim', 'work', 'created'), ('wim', 'admin', 'no_licence'),
	('sue', 'admin', 'created'), ('eve', 'admin', 'created'), ('eve', 'workspace', 'no_licence')
) AS v (who, app, wanted);
SELECT test.is((pg_temp.open(who, app)).body, jsonb_build_object('apps', wanted::jsonb), format('%s, refused at %s, may log in to %s', who, app, wanted))
FROM (VALUES ('ann', 'work', '["workspace"]'), ('wim', 'workspace', '["work"]'), ('eve', 'workspace', '["admin"]')) AS v (who, app, wanted);
SELECT test.is(presence.apps_of(role, seat, work), wanted::jsonb, format('%s (seat %s, work %s): %s', role, seat, work, wanted))
FROM (VALUES
	('administrator', true, true, '["workspace", "admin", "work"]'), ('supervisor', true, true, '["workspace", "work", "admin"]'),
	('administrator', false, true, '["admin", "work"]'), ('supervisor', false, true, '["work", "admin"]'), ('agent', false, false, '[]')
) AS v (role, seat, work, wanted);
SELECT test.is(test.told('ann'), 'work_offline/stale/stale', 'a workspace login brings Work Offline, and no offers until the page''s stream is open');
SELECT test.is((SELECT (former, chosen, set_by, reason)::text FROM presence.status_change WHERE agent = test.who('ann')),
	'(logged_out,work_offline,rule,login)', 'by the rule "login"');
SELECT test.is((SELECT count(*) FROM presence.agent_status WHERE agent = test.who('wim')), 0::bigint, 'a Work login is no agent''s login');
UPDATE directory.app_user SET disabled = true WHERE username = 'ben';
SELECT test.is((pg_temp.open('ben', 'workspace')).outcome, 'forbidden', 'a disabled user does not log in');

SELECT test.is((a.answer).body - 'id' - 'session' - 'opened_at' - 'expires_at',
	jsonb_build_object('app', 'workspace', 'roles', '["agent"]'::jsonb, 'user', jsonb_build_object('id', test.who('ann')::text, 'name', 'Ann', 'username', 'ann'), 'enrolling', false, 'idle_min', 0,
		'permissions', to_jsonb(directory.permissions_of(1, test.who('ann')))),
	'the answer has the session''s members'),
	test.is((a.answer).body ->> 'id', (a.answer).body ->> 'session', 'its id stands under both names'),
	test.is((a.answer).news -> 0 ->> 'kind', '7', 'and tells of the session')
FROM (SELECT pg_temp.open('ann', 'workspace', 'second') AS answer OFFSET 0) AS a;

-- The command of a login is made of its token: asked again after a COMMIT whose answer was lost.
CREATE FUNCTION pg_temp.again(token text) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := substr(sha256(token::bytea), 1, 16);
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('sue'), command));
	RETURN presence.session_open(command, NULL, 1, test.who('sue'), 'workspace', sha256(token::bytea), 12 * 3600000);
END $$;
SELECT (pg_temp.again('lost')).body AS lost \gset
SELECT test.is((a.answer).outcome, 'created', 'a login that is asked again is created as before'),
	test.is((a.answer).body, :'lost'::jsonb, 'with the same session')
FROM (SELECT pg_temp.again('lost') AS answer OFFSET 0) AS a;
SELECT test.is((SELECT count(*) FROM presence.session WHERE token_hash = sha256('lost')), 1::bigint, 'which is there once');

SELECT test.is((SELECT (user_id = test.who('ann'), app, role, has_seat, expires_at > ops.clock() + interval '11 h', expires_at < ops.clock() + interval '12 h')::text
	FROM presence.session_find(sha256('tokenannworkspace'))), '(t,workspace,agent,t,t,t)', 'a token finds its session, which lasts twelve hours');
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('guess'))), 0::bigint, 'another finds none');

-- A tenant may make logins shorter than the installation does, never longer. An identity provider stands in the audit log.
CREATE FUNCTION pg_temp.lasts(token text, provider bigint DEFAULT NULL) RETURNS interval LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('wim'), command));
	PERFORM presence.session_open(command, NULL, 1, test.who('wim'), 'work', sha256(token::bytea), 3600000, provider => lasts.provider);
	PERFORM ops.batch_end();
	RETURN (SELECT s.expires_at - s.opened_at FROM presence.session AS s WHERE s.token_hash = sha256(token::bytea));
END $$;
SELECT test.is(pg_temp.lasts('plain'), '1 h', 'a login lasts as the installation says');
UPDATE directory.tenant SET session_ms = 60000 WHERE id = 1;
SELECT test.is(pg_temp.lasts('short'), '1 min', 'a tenant makes it shorter');
UPDATE directory.tenant SET session_ms = 86400000 WHERE id = 1;
SELECT test.is(pg_temp.lasts('long', 7), '1 h', 'and never longer');
UPDATE directory.tenant SET session_ms = NULL WHERE id = 1;
SELECT test.is((SELECT array_agg(a.detail ORDER BY a.id) FROM ops.audit AS a WHERE a.action = 'session_open' AND a.actor = test.who('wim') AND a.id > (SELECT max(b.id) - 3 FROM ops.audit AS b)),
	ARRAY['{"app": "work"}', '{"app": "work"}', '{"app": "work", "identity_provider": "7"}']::jsonb[], 'the audit log has each login, and who vouched for it');

-- Logout.
SELECT session AS first FROM presence.session_find(sha256('tokenannworkspace')) \gset
SELECT session AS second FROM presence.session_find(sha256('secondannworkspace')) \gset
SELECT test.handle('ann') AS work \gset
SELECT test.is((pg_temp.close('ann', :first)).outcome, 'open_interactions', 'of two sessions without a live stream each is the last one');
SELECT test.is(test.live(:second, 1), 'ok', 'the page of the other opens its stream');
SELECT test.is((pg_temp.close('ann', :first)).outcome, 'ok', 'one of two sessions closes, open work or not');
SELECT test.is(test.told('ann'), 'work_offline/live/live', 'the agent stays logged in by the other');
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('tokenannworkspace'))), 0::bigint, 'a closed session is not found');
SELECT test.is((a.answer).outcome, 'open_interactions', 'the last one does not close over open work'),
	test.is((a.answer).body, format('{"interactions": ["%s"]}', :work)::jsonb, 'and says which')
FROM (SELECT pg_temp.close('ann', :second) AS answer OFFSET 0) AS a;
SELECT test.is((pg_temp.close('ann', :second, true)).outcome, 'ok', 'unless the agent gives it back');
SELECT test.is(test.told('ann'), 'logged_out/none/none', 'then they are logged out');
SELECT test.is((SELECT (state, agent, former_agent = test.who('ann'))::text FROM routing.interaction), '(waiting,,t)', 'and the chat waits again');
SELECT test.is((pg_temp.close('ann', :second)).outcome, 'ok', 'closing what is closed is no error');
SELECT test.is((pg_temp.close('ann', 999)).outcome, 'not_found', 'closing what never was is');
SELECT session AS work_session FROM presence.session_find(sha256('tokenwimwork')) \gset
SELECT test.is((pg_temp.close('wim', :work_session)).outcome, 'ok', 'a Work session closes without any agent');

-- A page that is silent keeps nobody logged in either: a lid that was closed a moment ago is no page that is open.
SELECT ((pg_temp.open('ann', 'workspace', 'lid')).body ->> 'session')::bigint AS lid, ((pg_temp.open('ann', 'workspace', 'desk')).body ->> 'session')::bigint AS desk \gset
SELECT test.is(test.live(:lid, 1) || test.live(:desk, 1) || test.stale(:lid, 1), 'okokok', 'two pages, one falls silent');
SELECT test.is((pg_temp.close('ann', :desk)).outcome, 'ok', 'the agent logs out on the other');
SELECT test.is(test.told('ann'), 'logged_out/none/none', 'which logs them out, and does not wait half an hour for the silent one');
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('lidannworkspace'))), 0::bigint, 'whose session ends, too');

-- A supervisor's logout ends the sessions.
SELECT pg_temp.open('ann', 'workspace', 'third');
SELECT test.is((a.answer).outcome, 'ok', 'a supervisor logs an agent out'),
	test.is((SELECT string_agg(n ->> 'kind', ' ' ORDER BY n ->> 'kind') FROM jsonb_array_elements((a.answer).news) AS n), '1 14 7', 'which tells of agent, session and what others see of the person')
FROM (SELECT test.status_set('sue', 'ann', 'logged_out') AS answer OFFSET 0) AS a;
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('thirdannworkspace'))), 0::bigint, 'and the token is worth nothing');

-- Sessions that somebody ends: a session that a closed page left behind keeps nobody logged in whose live page has ended.
CREATE FUNCTION pg_temp.end(who text, session bigint, actor text DEFAULT 'eve') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	RETURN (presence.session_revoke(command, NULL, 1, test.who(actor), CASE actor WHEN 'eve' THEN 'administrator' ELSE 'agent' END, test.who(who), session)).outcome;
END $$;
SELECT ((pg_temp.open('ann', 'workspace', 'left')).body ->> 'session')::bigint AS left, ((pg_temp.open('ann', 'workspace', 'page')).body ->> 'session')::bigint AS page \gset
SELECT test.is(test.live(:page, 1), 'ok', 'one of two has a live page');
SELECT test.is(pg_temp.end('ann', :page), 'ok', 'which an administrator ends');
SELECT test.is(test.told('ann'), 'logged_out/none/none', 'then the agent is logged out');
SELECT ((pg_temp.open('ann', 'workspace', 'left2')).body ->> 'session')::bigint AS left, ((pg_temp.open('ann', 'workspace', 'page2')).body ->> 'session')::bigint AS page \gset
SELECT test.is(test.live(:page, 1), 'ok', 'the other way round');
SELECT test.is(pg_temp.end('ann', :left), 'ok', 'the one that was left behind is ended');
SELECT test.is(test.told('ann'), 'work_offline/live/live', 'and the agent stays logged in');
SELECT test.is(pg_temp.end('ann', :page), 'ok', 'until the last one ends');

-- Browsers that know the account: by an administrator's end of a session they know it no more; one's own leaves them.
SELECT device_generation AS before FROM presence.user_find('ann') \gset
SELECT ((pg_temp.open('ann', 'workspace', 'own')).body ->> 'session')::bigint AS own, ((pg_temp.open('ann', 'workspace', 'office')).body ->> 'session')::bigint AS office \gset
SELECT test.is(pg_temp.end('ann', :own, 'ann'), 'ok', 'ann ends one of her own sessions');
SELECT test.is((SELECT device_generation FROM presence.user_find('ann')), :before::bigint, 'and her browsers stay known');
SELECT test.is(pg_temp.end('ann', :office), 'ok', 'an administrator ends one');
SELECT test.is((SELECT device_generation FROM presence.user_find('ann')), :before::bigint + 1, 'and none of them is known any more');

-- A proof of who it is: the login, or the password or code again; for five minutes, for one session.
CREATE FUNCTION pg_temp.prove(who text, session bigint, former_hash text, step bigint DEFAULT NULL, recovery bytea DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	answer := presence.session_prove(command, NULL, 1, test.who(who), session, former_hash, step, recovery, '192.0.2.1');
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
UPDATE directory.app_user SET password_hash = '$argon2id$eve' WHERE username = 'eve';
SELECT ((pg_temp.open('eve', 'admin', 'desk')).body ->> 'session')::bigint AS desk, ((pg_temp.open('eve', 'admin', 'stolen')).body ->> 'session')::bigint AS stolen \gset
SELECT test.is(presence.session_proof(1, :desk), NULL::jsonb, 'a login is a proof');
SELECT test.pass('4 min 59 s');
SELECT test.is(presence.session_proof(1, :desk), NULL::jsonb, 'for five minutes');
SELECT test.pass('1 s');
SELECT test.is(presence.session_proof(1, :desk), '{"proof": "password"}'::jsonb, 'then the password is asked for');
SELECT test.is(presence.session_proof(2, :desk), '{}'::jsonb, 'a session of another organisation is none here');
SELECT test.is(pg_temp.prove('eve', :desk, wrong), 'wrong_password', format('not by %s', why)) FROM (VALUES (NULL, 'another one'), ('$argon2id$former', 'one that was changed meanwhile')) AS v (wrong, why);
SELECT test.is(pg_temp.prove('sue', :desk, '$argon2id$eve'), 'wrong_password', 'nor by that of somebody else');
SELECT test.is(presence.session_proof(1, :desk), '{"proof": "password"}'::jsonb, 'whoever was refused has proved nothing');
SELECT test.is(pg_temp.prove('eve', :desk, '$argon2id$eve'), 'ok', 'by the one that stands');
SELECT test.is(presence.session_proof(1, :desk), NULL::jsonb, 'which is a proof');
SELECT test.is(presence.session_proof(1, :stolen), '{"proof": "password"}'::jsonb, 'not for another session of the same user');
INSERT INTO directory.second_factor (tenant, user_id, secret, made_at, confirmed_at, last_step) VALUES (1, test.who('eve'), '\x00', ops.clock(), ops.clock(), 7);
INSERT INTO directory.recovery_code (tenant, user_id, code_hash) VALUES (1, test.who('eve'), sha256('once'));
SELECT test.is(presence.session_proof(1, :stolen), '{"proof": "code"}'::jsonb, 'whoever has a second factor proves by its code');
SELECT test.is(pg_temp.prove('eve', :stolen, hash, step, recovery), wanted, what) FROM (VALUES
	('$argon2id$eve', NULL::bigint, NULL::bytea, 'wrong_code', 'the password is not enough'), (NULL, 7, NULL, 'wrong_code', 'nor a code that was used'), (NULL, -1, NULL, 'wrong_code', 'nor one that fits nothing'),
	(NULL, 8, NULL, 'ok', 'a new one is'), (NULL, 8, NULL, 'wrong_code', 'once'), (NULL, NULL, sha256('once'), 'ok', 'and a recovery code'), (NULL, NULL, sha256('once'), 'wrong_code', 'once, too')) AS v (hash, step, recovery, wanted, what);
DELETE FROM directory.second_factor WHERE user_id = test.who('eve');
-- The same Idempotency-Key again proves nothing anew, in this session or another.
SELECT test.command() AS key \gset
CREATE FUNCTION pg_temp.replayed(session bigint, command bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('eve'), command));
	answer := presence.session_prove(command, NULL, 1, test.who('eve'), session, '$argon2id$eve', NULL, NULL, '192.0.2.2');
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
UPDATE presence.session SET proved_at = NULL WHERE id IN (:desk, :stolen);
SELECT test.is(pg_temp.replayed(:desk, :'key') || ' ' || pg_temp.replayed(:desk, :'key'), 'ok ok', 'a repeated proof is answered as before');
SELECT test.is(pg_temp.replayed(:stolen, :'key'), 'idempotency_key_reused', 'not for another session');
SELECT test.is(presence.session_proof(1, :stolen) ->> 'proof', 'password', 'which has proved nothing');
SELECT test.pass('5 min');
SELECT test.is(pg_temp.replayed(:desk, :'key'), 'idempotency_key_reused', 'nor when the proof is over');
SELECT test.is((SELECT string_agg(replace(a.action, 'session_prove', '') || ' ' || (a.detail ->> 'proof') || COALESCE(' ' || (a.detail ->> 'problem'), ''), ',' ORDER BY a.id)
	FROM ops.audit AS a WHERE a.action LIKE 'session_prove%' AND a.actor = test.who('eve') AND a.detail ->> 'source' = '192.0.2.1'),
	'_refused password wrong_password,_refused password wrong_password, password,_refused code wrong_code,_refused code wrong_code,_refused code wrong_code, code,_refused code wrong_code, code,_refused code wrong_code',
	'each try is in the audit log, right or refused, and from where');
UPDATE directory.app_user SET password_hash = '!' WHERE username = 'eve';
SELECT test.pass('5 min');
SELECT test.is(presence.session_proof(1, :desk), '{"proof": "login"}'::jsonb, 'whoever has neither password nor code logs in again');
SELECT test.is(pg_temp.prove('eve', :desk, '!'), 'wrong_password', 'and proves by no password');
INSERT INTO directory.identity_provider (tenant, name, slug, issuer, client_id) VALUES (1, 'Acme', 'acme', 'https://acme.example', 'x') RETURNING id AS acme \gset
INSERT INTO directory.identity (tenant, provider, subject, user_id, linked_at) VALUES (1, :acme, 'eve', test.who('eve'), ops.clock());
SELECT test.is(presence.session_proof(1, :desk), '{"proof": "login", "provider": "acme"}'::jsonb, 'at the provider that knows them');
UPDATE directory.identity_provider SET disabled = true WHERE id = :acme;
SELECT test.is(presence.session_proof(1, :desk), '{"proof": "login"}'::jsonb, 'unless it is disabled');
UPDATE directory.identity_provider SET disabled = false WHERE id = :acme;
UPDATE directory.app_user SET password_hash = '$argon2id$unknown' WHERE username = 'eve';
SELECT test.is(presence.session_proof(1, :desk), '{"proof": "password", "provider": "acme"}'::jsonb, 'which stands beside a password that an administrator may have made up');
UPDATE presence.session SET revoked_at = ops.clock() WHERE id = :desk;
SELECT test.is(presence.session_proof(1, :desk), '{}'::jsonb, 'a session that has ended needs a login, however fresh its proof');
SELECT test.is(pg_temp.prove('eve', :desk, '$argon2id$unknown'), 'session_ended', 'and proves nothing');

-- Expiry, disabling.
SELECT pg_temp.open('ann', 'workspace', 'fourth'), pg_temp.open('sue', 'workspace', 'x');
SELECT test.pass('12 h');
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('fourthannworkspace'))), 0::bigint, 'after twelve hours a session is over');
SELECT test.ok((SELECT count(*) FROM presence.lease_due(100)) = 2, 'and its agent is due');
SELECT test.is(test.sweep('ann'), 'ok', 'for the sweep');
SELECT test.is(test.told('ann'), 'logged_out/gone/gone', 'which logs out');
SELECT pg_temp.open('ann', 'workspace', 'fifth');
UPDATE directory.app_user SET disabled = true WHERE username = 'ann';
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('fifthannworkspace'))), 0::bigint, 'a disabled user''s sessions are found no more');

-- API keys.
SELECT directory.api_key_create(1, 'CRM', sha256('tlk_1'), '{sms.send}') AS key1, directory.api_key_create(1, 'Old', sha256('tlk_2'), '{}', ops.clock() + interval '1 h') AS key2 \gset
SELECT test.is((SELECT (tenant, session = :key1, user_id, role, app, scopes)::text FROM presence.session_find(sha256('tlk_1'))), '(1,t,,integrator,api,{sms.send})', 'an API key is found like a session');
CREATE FUNCTION pg_temp.used(key bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('api_key', 1, key::text)]);
	RETURN directory.api_key_used(1, key);
END $$;
CREATE FUNCTION pg_temp.use_due() RETURNS boolean LANGUAGE sql AS $$ SELECT use_due FROM presence.session_find(sha256('tlk_1')) $$;
SELECT test.is((SELECT last_used_at FROM directory.api_key WHERE id = :key1), NULL, 'a new key was never used');
SELECT test.is(pg_temp.use_due(), true, 'so its first use is to be noted');
SELECT test.is(pg_temp.used(:key1), true, 'and is');
SELECT test.ok((SELECT last_used_at BETWEEN ops.clock() - interval '10 s' AND ops.clock() FROM directory.api_key WHERE id = :key1), 'with its time');
SELECT test.is(pg_temp.use_due(), false, 'then it is not due');
SELECT test.pass('45 s');
SELECT test.is(pg_temp.use_due(), false, 'not for a minute');
SELECT test.is(pg_temp.used(:key1), false, 'and noted no second time, whoever says so');
SELECT test.pass('15 s');
SELECT test.is(pg_temp.use_due(), true, 'a minute later it is due again');
SELECT test.is(pg_temp.used(:key1), true, 'and noted again');
SELECT test.is((SELECT last_used_at FROM directory.api_key WHERE id = :key2), NULL, 'of this key, of no other');
SELECT test.fails(format('SELECT directory.api_key_used(1, %s)', :key1), 'P0004', 'a use is noted under the key''s lock');
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('tlk_2'))), 1::bigint, 'until it expires');
SELECT test.pass('1 h');
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('tlk_2'))), 0::bigint, 'and not later');
UPDATE directory.api_key SET revoked_at = ops.clock();
SELECT test.is((SELECT count(*) FROM presence.session_find(sha256('tlk_1'))), 0::bigint, 'or revoked');

SELECT test.pass('6 days');
SELECT test.is(presence.session_sweep(100), 0::bigint, 'sessions are kept for a week after their end');
SELECT test.pass('2 days');
SELECT test.is(presence.session_sweep(3), 3::bigint, 'then they go, in small steps');

SELECT test.is(presence.status_codes(1), '{"data": [], "required": [], "next_cursor": null}'::jsonb, 'a tenant without codes has an empty list');
SELECT test.is(jsonb_array_length((directory.resource_read('user', 1, NULL, '{}')).body -> 'data'), 6, 'users are listed');
SELECT directory.channel_create(1, 'sms', 'Support', 'a-random-hook-key', '+4915112345678');
SELECT test.is((directory.resource_read('channel', 1, NULL, '{}')).body #>> '{data,0,number}', '+4915112345678', 'channels are listed');
SELECT test.fails($$SELECT directory.tenant_create('X', 1, 'Mars/Base')$$, '22023', 'an unknown time zone is refused');
SELECT test.fails('SELECT directory.tenant_lease_set(1, 10000, 9000, 20000)', '23514', 'lease times must rise');

-- A code for the logout, where the tenant asks for one.
SELECT (pg_temp.open('sue', 'workspace', 'coded')).body ->> 'session' AS coded \gset
SELECT directory.status_code_create(1, 'logged_out', 'End of shift') AS shift, directory.status_rule_set(1, 'logged_out', true);
SELECT id AS shift FROM directory.status_code WHERE name = 'End of shift' \gset
SELECT test.is((pg_temp.close('sue', :coded)).outcome, 'code_missing', 'a logout may need a code');
SELECT test.is((pg_temp.close('sue', :coded, code => 999)).outcome, 'code_unknown', 'of the list for Logged Out');
SELECT test.is((pg_temp.close('sue', :coded, code => :shift)).outcome, 'ok', 'with one it is done');
SELECT test.is(chosen || ' ' || code, 'logged_out ' || :shift, 'and stored with it') FROM presence.agent_status WHERE agent = test.who('sue');
