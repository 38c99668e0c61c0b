-- Pages that are phones (SP-8): tokens that open a socket once, where a page is reached, until when.
\ir testing_work.sql

CREATE FUNCTION test.login(who text, app text) RETURNS bigint LANGUAGE sql AS $$
	INSERT INTO presence.session (tenant, user_id, app, token_hash, opened_at, expires_at)
	VALUES (1, test.who(who), app, sha256(convert_to(who || app || clock_timestamp(), 'UTF8')), ops.clock(), ops.clock() + interval '10 hours') RETURNING id
$$;
SELECT test.login('ann', 'workspace') AS ann \gset
SELECT test.login('ann', 'workspace') AS other \gset
SELECT test.login('wim', 'work') AS wim \gset
CREATE FUNCTION test.token(who text, side text, session bigint, word text, command bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('voice.phone_token_make(%L, NULL, 1, %s, %L, %s, 7, sha256(%L), ''\x01bb'')', command, test.who(who), side, session, word),
		test.command_keys(command, ops.key('phone', 1, test.who(who)::text)))
$$;
CREATE FUNCTION test.use(who text, side text, session bigint, word text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('voice.phone_token_use(1, %s, %L, %s, sha256(%L))', test.who(who), side, session, word), ARRAY[ops.key('phone', 1, test.who(who)::text)])
$$;
CREATE FUNCTION test.put(id bigint, who text, side text, session bigint, contact text, seconds integer DEFAULT 600, boot bigint DEFAULT 77) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('voice.browser_put(1, %s, %s, %L, %s, %L, ''127.0.0.1:4'', ''JsSIP'', ''voiced'', %s, ops.clock() + interval ''%s seconds'')',
		id, test.who(who), side, session, contact, boot, seconds), ARRAY[ops.key('browser', 1, id::text)])).outcome
$$;
CREATE FUNCTION test.where_(who text) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(b.side || ' ' || b.transport || ' ' || b.contact, ', ' ORDER BY b.contact), '') FROM voice.v_device_binding AS b WHERE b.tenant = 1 AND b.owner = test.who($1)
$$;
INSERT INTO ops.instance (boot, name, bus_url, http_url, release, started_at, beat_at) VALUES (77, 'voiced', '', '', '', ops.clock(), ops.clock());

-- ---- tokens ----
SELECT test.is((m).outcome || ' ' || ((m).body ->> 'username') || ' ' || ((m).body #>> '{token,box}') || ' ' || ((m).body ->> 'phone_mode'),
	'created agent-' || test.who('ann') || ' 01bb workspace', 'a token, sealed in the answer') FROM test.token('ann', 'agent', :ann, 'one') AS m;
SELECT test.is((SELECT count(*) FROM voice.phone_token WHERE hash = sha256('one')), 1::bigint, 'its hash is kept');
SELECT test.is((test.use('ann', 'agent', :other, 'one')).outcome, 'forbidden', 'another login of the same user does not use it');
SELECT test.is((test.use('wim', 'work', :wim, 'one')).outcome, 'forbidden', 'nor does another user');
SELECT test.is((test.use('ann', 'agent', :ann, 'one')).body ->> 'name', 'agent-' || test.who('ann'), 'its own does');
SELECT test.is((test.use('ann', 'agent', :ann, 'one')).outcome, 'forbidden', 'once');
SELECT test.token('ann', 'agent', :ann, 'late');
SELECT test.pass('31 seconds');
SELECT test.is((test.use('ann', 'agent', :ann, 'late')).outcome, 'forbidden', 'within 30 s');
SELECT test.is((test.token('wim', 'agent', :wim, 'x')).outcome, 'no_licence', 'who has no seat is no phone of that side');
SELECT test.is((test.token('ann', 'agent', :wim, 'x')).outcome, 'no_licence', 'nor is somebody else''s login');
SELECT test.is((test.token('ann', 'agent', :ann, 't' || n)).outcome, CASE WHEN n <= 20 THEN 'created' ELSE 'too_many' END, 'twenty wait, no more') FROM generate_series(1, 21) AS n;

-- ---- where a page is reached ----
SELECT test.is(test.put(1, 'ann', 'agent', :ann, 'sip:a@x.invalid'), 'ok', 'a page registers');
SELECT test.is(test.put(2, 'ann', 'agent', :other, 'sip:b@x.invalid'), 'ok', 'and another');
SELECT test.is(test.put(3, 'wim', 'work', :wim, 'sip:w@x.invalid'), 'ok', 'and a Work page');
SELECT test.is(test.where_('ann'), 'agent ws sip:a@x.invalid, agent ws sip:b@x.invalid', 'they are found by account');
SELECT test.is(test.where_('wim'), 'work ws sip:w@x.invalid', 'each side its own');
SELECT test.is(test.put(1, 'ann', 'agent', :ann, 'sip:c@x.invalid'), 'ok', 'again, by another name');
SELECT test.is(test.where_('ann'), 'agent ws sip:b@x.invalid, agent ws sip:c@x.invalid', 'is still one page');
SELECT test.is(test.put(4, 'wim', 'agent', :wim, 'sip:w@x.invalid'), 'not_found', 'not without the licence');
SELECT test.is(test.put(1, 'ann', 'agent', :ann, 'sip:a@x.invalid', -1), 'invalid', 'none is past before it begins');
SELECT test.put(1, 'ann', 'agent', :ann, 'sip:c@x.invalid', 90000);
SELECT test.ok((SELECT expires_at <= ops.clock() + interval '1 hour' FROM voice.browser WHERE id = 1), 'none lasts for more than an hour');
SELECT test.put(5, 'ann', 'agent', :ann, 'sip:d@x.invalid', boot => 78);
SELECT test.is(test.where_('ann'), 'agent ws sip:b@x.invalid, agent ws sip:c@x.invalid', 'whose process is gone is not there');
SELECT test.is(voice.bindings_sweep(100), 0::bigint, 'the sweep counts phones');
SELECT test.is((SELECT string_agg(id::text, ' ' ORDER BY id) FROM voice.browser), '1 2 3', 'and takes such a page');
SELECT test.is((SELECT count(*) FROM voice.phone_token WHERE expires_at <= ops.clock()), 0::bigint, 'and tokens that nobody used');
UPDATE presence.session SET revoked_at = ops.clock() WHERE id = :other;
SELECT test.is(test.where_('ann'), 'agent ws sip:c@x.invalid', 'with its login a page is reached no more');
SELECT test.is(test.put(2, 'ann', 'agent', :other, 'sip:b@x.invalid'), 'not_found', 'and does not come back');
UPDATE directory.app_user SET disabled = true WHERE id = test.who('wim');
SELECT test.is(test.where_('wim'), '', 'nor are a disabled user''s');
SELECT test.is((test.call('voice.browser_drop(1, 1)', ARRAY[ops.key('browser', 1, '1')])).outcome, 'ok', 'a page goes');
SELECT test.is(test.where_('ann'), '', 'and is there no more');
SELECT test.put(6, 'ann', 'agent', :ann, 'sip:e@x.invalid', 60);
SELECT test.pass('61 seconds');
SELECT test.is(test.where_('ann'), '', 'what has expired is not there');

-- ---- what a page found about itself (SP-18) ----
CREATE FUNCTION test.checked(who text, side text, browser text, microphone text, socket text, media text) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	RETURN test.call(format('voice.check_put(%L, NULL, 1, %s, %L, ''Browser/1'', %L, %L, %L, %L, 12, NULL, NULL, NULL)', command, test.who(who), side, browser, microphone, socket, media),
		test.command_keys(command, ops.key('phone', 1, test.who(who)::text)));
END $$;
SELECT test.is(voice.check_get(1, test.who('ann'), 'agent', 'agent', NULL, NULL, '*43') - '{user_id}'::text[],
	'{"side": "agent", "phone_mode": "workspace", "number": "*43", "pages": 0, "last": null}'::jsonb, 'before the first look nothing was found');
SELECT test.is((c).outcome || ' ' || ((c).body ->> 'good') || ' ' || ((c).body #>> '{steps,1,problem}') || ' ' || ((c).body #>> '{steps,1,remedy}') || ' ' || ((c).body #>> '{steps,3,state}'),
	'ok false denied Allow the microphone in the page settings beside the address, then load the page again. untested', 'what is wrong is named, with what helps')
FROM test.checked('ann', 'agent', 'good', 'denied', 'good', 'untested') AS c;
SELECT test.is((test.checked('ann', 'agent', 'good', 'no_path', 'good', 'good')).outcome, 'invalid', 'another step''s problem is none');
SELECT test.is(((c).body ->> 'good') || ' ' || ((c).body ->> 'state') || ' ' || ((c).body #>> '{steps,3,state}'), 'false untested untested', 'what was not tested is neither good nor bad')
FROM test.checked('ann', 'agent', 'good', 'good', 'good', 'untested') AS c;
SELECT test.is((c).body ->> 'state', 'bad', 'one that is bad is what counts') FROM test.checked('ann', 'agent', 'good', 'silent', 'untested', 'untested') AS c;
SELECT test.is((c).body ->> 'state', 'good', 'all of it is good') FROM test.checked('ann', 'agent', 'good', 'good', 'good', 'good') AS c;
SELECT test.is(voice.check_get(1, test.who('ann'), 'agent', 'agent', NULL, NULL, NULL) #>> '{last,good}', 'true', 'the last one stands');
SELECT test.is((SELECT count(*) FROM voice.phone_check), 1::bigint, 'it alone');
SELECT test.is(voice.check_get(1, test.who('wim'), 'administrator', 'agent', test.who('ann'), 'agent', NULL) #>> '{last,agent}', 'Browser/1', 'an administrator sees it');
SELECT test.ok(voice.check_get(1, test.who('wim'), 'agent', 'agent', test.who('ann'), 'agent', NULL) IS NULL, 'a colleague does not');
SELECT test.ok(voice.check_get(2, test.who('wim'), 'administrator', 'agent', test.who('ann'), 'agent', NULL) IS NULL, 'nor does another organisation');
SELECT test.ok((SELECT bool_and(length(what) > 10 AND length(remedy) > 10) FROM voice.check_problems()), 'each problem has a remedy');
