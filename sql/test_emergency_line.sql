-- What goes with an emergency call, and who is told of it (60-emergency: EM-3, EM-10, EM-11): where an agent is, which number a call back
-- reaches, a line that is kept free, calls of a dead daemon, mails to security contacts.
SELECT test.organisation();
SELECT test.hold();

CREATE FUNCTION pg_temp.tell(call text, step text, call_back boolean DEFAULT false, boot bigint DEFAULT NULL, who text DEFAULT 'ann', number text DEFAULT '112')
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who)));
	answer := presence.emergency_call(1, test.who(who), call, call_back, number, step, NULL, boot);
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
CREATE FUNCTION pg_temp.place(id bigint, item jsonb, who text DEFAULT 'ann') RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	RETURN presence.place_write(command, NULL, 1, test.who(who), id, item);
END $$;
CREATE FUNCTION pg_temp.at(place bigint, session bigint, network text, who text DEFAULT 'ann', words text DEFAULT NULL) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	RETURN presence.location_set_2(command, NULL, 1, test.who(who), session, network, place, words);
END $$;
CREATE FUNCTION pg_temp.look(session bigint, network text, moved boolean DEFAULT false, who text DEFAULT 'ann') RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	RETURN presence.location_look(command, NULL, 1, test.who(who), session, network, moved);
END $$;
CREATE FUNCTION pg_temp.mail() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	RETURN (presence.emergency_mail(1, test.who('ann'))).outcome;
END $$;
CREATE FUNCTION pg_temp.line(who text DEFAULT 'ann') RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('|', v.country, v.words, v.confirmed, v.sent) FROM presence.v_emergency_line AS v WHERE v.tenant = 1 AND v.agent = test.who(who) $$;

-- Where an agent is. Nobody knows; the site's words; the site's fields; then a place of their own.
SELECT test.is(pg_temp.line(), 'f', 'of who belongs to no site nothing is known'),
	test.is((pg_temp.at(NULL, 1, 'a')).outcome, 'unknown_reference', 'and they can''t say that they are there');
INSERT INTO directory.site (tenant, name, country, address, call_back_number) VALUES (1, 'Head office', 'SE', 'The red house by the church', '+46850001000');
UPDATE directory.app_user SET site_id = (SELECT s.id FROM directory.site AS s) WHERE username IN ('ann', 'ben');
SELECT test.is(pg_temp.line(), 'SE|The red house by the church|f|+46850001000', 'the site''s address goes, not confirmed, and the site''s number');
UPDATE directory.site SET street = 'Storgatan', house_number = '5', postal_code = '111 22', city = 'Stockholm', additional = 'Floor 3';
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 3, 111 22 Stockholm, SE|f|+46850001000', 'its fields, where it has some'),
	test.is((pg_temp.at(NULL, 1, 'a')).body ->> 'confirmed', 'true', 'who says that they are there'),
	test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 3, 111 22 Stockholm, SE|t|+46850001000', 'is confirmed there');
INSERT INTO directory.site (tenant, name, country, street, house_number, city) VALUES (1, 'Oslo office', 'NO', 'Karl Johans gate', '1', 'Oslo');
UPDATE directory.app_user SET site_id = (SELECT s.id FROM directory.site AS s WHERE s.name = 'Oslo office') WHERE username = 'ann';
SELECT test.is(pg_temp.line(), 'NO|Karl Johans gate 1, Oslo, NO|f', 'moved to another site by an administrator they have confirmed nothing there'),
	test.is((v.shown ->> 'confirmed') || (presence.location_get(1, test.who('ann'), 'a') ->> 'confirmed'), 'falsefalse', 'neither in what goes with a call nor in what the page is told')
FROM presence.v_emergency_line AS v WHERE v.tenant = 1 AND v.agent = test.who('ann');
SELECT test.is((presence.agent_state(1, test.who('ann'))).state ->> 'site', s.id::text, 'the agent''s state has the site, by which their page asks again'),
	test.is((pg_temp.at(NULL, 1, 'a')).body ->> 'confirmed', 'true', 'until they say that they are there, too'),
	test.is(pg_temp.line(), 'NO|Karl Johans gate 1, Oslo, NO|t', 'the other site''s address goes, confirmed')
FROM directory.site AS s WHERE s.name = 'Oslo office';
-- Where the number comes first.
SELECT test.is(string_agg(concat_ws(': ', v.country, directory.address_words(v.country, '', 'X', '', 'Y', v.number, '')), ' | '),
	'US: 12 Y, X, US | GB: 12 Y, X, GB | FR: 12 Y, X, FR | IN: 12 Y, X, IN | NZ: 12 Y, X, NZ | SE: Y 12, X, SE | DE: Y 12, X, DE | BR: Y 12, X, BR | US: Y, X, US', 'a house number stands where its country puts it')
FROM (VALUES ('US', '12'), ('GB', '12'), ('FR', '12'), ('IN', '12'), ('NZ', '12'), ('SE', '12'), ('DE', '12'), ('BR', '12'), ('US', '')) AS v (country, number);
SELECT test.is(a.words, 'Karl Johans gate 1, Oslo, NO', 'the API reads a site''s address out, too'), test.is(v.words, a.words, 'as it goes with a call'),
	test.ok(NOT EXISTS (SELECT FROM ops.config_fields('directory.a_site'::regclass) AS f WHERE f.field = 'words'), 'which is no part of the configuration')
FROM directory.a_site AS a JOIN presence.v_emergency_line AS v ON v.agent = test.who('ann') WHERE a.name = 'Oslo office';
UPDATE directory.app_user SET site_id = (SELECT s.id FROM directory.site AS s WHERE s.name = 'Head office') WHERE username = 'ann';
DELETE FROM directory.site WHERE name = 'Oslo office';
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 3, 111 22 Stockholm, SE|f|+46850001000', 'moved back, not'), pg_temp.at(NULL, 1, 'a');
SELECT p.outcome AS made, (p.body ->> 'id')::bigint AS home FROM pg_temp.place(NULL, '{"name": "Home", "country": "NO", "street": "Parkveien", "house_number": "9 B", "postal_code": "0350", "city": "Oslo"}') AS p \gset
SELECT test.is(:'made'::text, 'created', 'a place is made'),
	test.is((pg_temp.place(NULL, '{"name": "Home", "country": "NO", "street": "X", "city": "Oslo"}')).outcome, 'name_taken', 'a second of its name is refused'),
	test.is((pg_temp.place(NULL, '{"name": "X", "country": "no", "street": "X", "city": "Oslo"}')).outcome, 'invalid', 'so is what is no country'),
	test.is((pg_temp.at(:home, 1, 'a', 'ben')).outcome, 'unknown_reference', 'nobody is at another''s place'),
	test.is((pg_temp.place(:home, NULL, 'ben')).outcome, 'not_found', 'nor removes it');
UPDATE directory.app_user SET work_number = '+46850001001' WHERE username = 'ann';
SELECT test.is((pg_temp.at(:home, 1, 'home-net')).outcome, 'ok', 'the agent is at home'),
	test.is(pg_temp.line(), 'NO|Parkveien 9 B, 0350 Oslo, NO|t|+46850001001', 'its country and address go, and their own number'),
	test.is((pg_temp.look(1, 'home-net')).outcome, 'unchanged', 'the same network changes nothing'),
	test.is((pg_temp.look(1, 'office-net')).body ->> 'confirmed', 'false', 'another one asks again'),
	test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 3, 111 22 Stockholm, SE|f|+46850001001', 'and until then the site''s address goes, not confirmed'),
	test.is((pg_temp.look(1, 'home-net')).body #>> '{places,0,known}', 'true', 'back home the page can propose it');
SELECT pg_temp.at(:home, 1, 'home-net');
SELECT test.is((pg_temp.look(2, 'home-net')).body ->> 'confirmed', 'false', 'a new login asks'), pg_temp.at(:home, 2, 'home-net');
SELECT test.is((pg_temp.look(2, 'home-net', true)).body ->> 'confirmed', 'false', 'so does a page that saw the network change'), pg_temp.at(:home, 2, 'home-net');
SELECT pg_temp.place(:home, '{"name": "Home", "country": "NO", "street": "Parkveien", "house_number": "11", "city": "Oslo"}');
SELECT test.is(pg_temp.line(), 'NO|Parkveien 11, 0350 Oslo, NO|t|+46850001001', 'a place can be mended');
SELECT pg_temp.place(NULL, jsonb_build_object('name', 'P' || i, 'country', 'NO', 'street', 'X', 'city', 'Y')) FROM generate_series(1, 9) AS i;
SELECT test.is((pg_temp.place(NULL, '{"name": "Q", "country": "NO", "street": "X", "city": "Y"}')).outcome, 'too_many', 'ten are enough');

-- An address that is edited after it was confirmed: nobody has confirmed it as it is now.
SELECT pg_temp.at(NULL, 2, 'home-net');
UPDATE directory.site SET name = 'Main office', security_emails = '{guard@example.com}';
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 3, 111 22 Stockholm, SE|t|+46850001001', 'whatever else of the site is edited, its address stays confirmed');
UPDATE directory.site SET additional = 'Floor 4';
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 4, 111 22 Stockholm, SE|f|+46850001001', 'an address that an administrator edits is confirmed no more'),
	test.is((presence.location_get(1, test.who('ann'), 'a') ->> 'confirmed') || (presence.location_get(1, test.who('ann'), 'a') ->> 'asks'), 'falsetrue', 'and the agent is asked again');
SELECT test.is((pg_temp.at(NULL, 2, 'home-net', words => 'Storgatan 5, Floor 3, 111 22 Stockholm, SE')).outcome, 'address_changed', 'whoever still sees the former one has not confirmed this one');
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 4, 111 22 Stockholm, SE|f|+46850001001', 'so that it goes as before');
SELECT test.is((pg_temp.at(NULL, 2, 'home-net', words => 'Storgatan 5, Floor 4, 111 22 Stockholm, SE')).outcome, 'ok', 'confirmed anew');
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 4, 111 22 Stockholm, SE|t|+46850001001', 'it goes as confirmed'),
	test.is((pg_temp.at(:home, 2, 'home-net', words => 'Parkveien 9 B, 0350 Oslo, NO')).outcome, 'address_changed', 'so it is with a place of their own');
UPDATE directory.site SET name = 'Head office', security_emails = '{}', additional = 'Floor 3';
-- Two at once: each waits for the other, and the later one stands; an administrator who moves the agent meanwhile is one of them.
INSERT INTO directory.site (tenant, name, country, street, house_number, city) VALUES (1, 'Oslo office', 'NO', 'Karl Johans gate', '1', 'Oslo');
CREATE FUNCTION test.at(place bigint, words text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann'), command));
	RETURN (presence.location_set_2(command, NULL, 1, test.who('ann'), 2, 'home-net', place, words)).outcome;
END $$;
CREATE FUNCTION test.move(site text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, ''), ops.key('agent', 1, test.who('ann')::text)]);
	RETURN (directory.resource_write(NULL, NULL, 1, test.who('eve'), 'administrator', '{}', 'user', 'update', test.who('ann'),
		(SELECT u.version FROM directory.app_user AS u WHERE u.id = test.who('ann')),
		(SELECT jsonb_build_object('site_id', s.id::text) FROM directory.site AS s WHERE s.name = move.site), NULL, false)).outcome;
END $$;
CREATE FUNCTION test.edit(floor text) RETURNS text LANGUAGE sql AS $$ UPDATE directory.site SET additional = floor WHERE name = 'Head office' RETURNING name $$;
SELECT test.connect('a'), test.connect('b');
SELECT test.is(test.beside(format('test.at(%s)', :home), 'test.at(NULL)'), 'waited: ok', 'of two who confirm at once one waits');
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 3, 111 22 Stockholm, SE|t|+46850001001', 'and the later one stands');
SELECT test.is(test.beside($$test.move('Oslo office')$$, $$test.at(NULL, 'Storgatan 5, Floor 3, 111 22 Stockholm, SE')$$), 'waited: address_changed', 'moved meanwhile: they have not seen where they are now');
SELECT test.is(pg_temp.line(), 'NO|Karl Johans gate 1, Oslo, NO|f|+46850001001', 'nor confirmed it');
SELECT test.is(test.beside($$test.at(NULL, 'Karl Johans gate 1, Oslo, NO')$$, $$test.move('Head office')$$), 'waited: ok', 'confirmed, then moved');
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 3, 111 22 Stockholm, SE|f|+46850001001', 'the other site''s address goes, not confirmed');
SELECT test.is(test.beside($$test.edit('Floor 5')$$, $$test.at(NULL, 'Storgatan 5, Floor 3, 111 22 Stockholm, SE')$$), 'at once: ok', 'an address that is edited meanwhile waits for nobody');
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 5, 111 22 Stockholm, SE|f|+46850001001', 'and what was confirmed is the former one');
DELETE FROM directory.site WHERE name = 'Oslo office';
UPDATE directory.site SET additional = 'Floor 3';
SELECT pg_temp.at(:home, 2, 'home-net');

-- voiced's copy: all, then who has said where they are since the newest time that it knows.
SELECT test.is((SELECT array_agg(h.id) FROM presence.help_lines_since((SELECT max(l.at) FROM presence.location AS l), 10) AS h), ARRAY[test.who('ann')], 'whose place changed is told'),
	test.is((SELECT to_jsonb(h) FROM presence.help_lines_since('epoch', 10) AS h WHERE h.id = test.who('ann')),
		(SELECT to_jsonb(h) FROM presence.help_lines(0, 0, NULL, 10) AS h WHERE h.id = test.who('ann')), 'as in the whole'),
	test.is((SELECT count(*) FROM presence.help_lines_since((SELECT max(l.at) FROM presence.location AS l) + interval '1 microsecond', 10)), 0::bigint, 'and nobody else');

-- Asked is who can call for help from the workspace.
CREATE FUNCTION pg_temp.asks(who text) RETURNS boolean LANGUAGE sql AS $$ SELECT (presence.location_get(1, test.who(who), 'x') ->> 'asks')::boolean $$;
SELECT test.is(pg_temp.asks('ben'), false, 'without a trunk, nobody without a number or an extension is asked');
INSERT INTO voice.trunk (tenant, id, name, host) VALUES (1, 1, 'Carrier', '192.0.2.4');
SELECT test.is(pg_temp.asks('ben'), true, 'with one, everybody is');
UPDATE voice.trunk SET disabled = true;
SELECT test.is(pg_temp.asks('ben'), false, 'not by a trunk that is off');
UPDATE voice.trunk SET disabled = false;
UPDATE directory.app_user SET phone_mode = 'sip_uri', sip_uri = 'sip:400@pbx.example.com' WHERE username = 'ben';
SELECT test.is(pg_temp.asks('ben'), false, 'nor who speaks by a phone of another system');
UPDATE directory.app_user SET phone_mode = 'workspace', sip_uri = NULL WHERE username = 'ben';
DELETE FROM voice.trunk;

-- What was sent stays with the call; a call to that number is a call back while the emergency lasts (EM-3).
SELECT test.is((SELECT count(*) FROM presence.call_back_of_2('+46850001001')), 0::bigint, 'before an emergency a call is a call as any other');
SELECT test.login('ann') AS session \gset
SELECT test.live(:session, 1), pg_temp.tell('one', 'began', false, 7);
SELECT pg_temp.place(:home, NULL);
SELECT test.is(c.sent || ' ' || (c.place ->> 'words') || ' ' || (c.place ->> 'confirmed'), '+46850001001 Parkveien 11, 0350 Oslo, NO true', 'the call keeps what went with it') FROM presence.emergency_call AS c;
SELECT test.is(pg_temp.line(), 'SE|Storgatan 5, Floor 3, 111 22 Stockholm, SE|f|+46850001001', 'with a place that is gone nobody is confirmed');
SELECT test.is((SELECT b.agent || b.phase || b.second FROM presence.call_back_of_2('+46850001001') AS b), test.who('ann') || 'diallingtrue', 'dialling: a second line'),
	test.is((SELECT count(*) FROM presence.call_back_of_2('+46850001000')), 0::bigint, 'the site''s number was not sent');
SELECT pg_temp.tell('one', 'answered'), pg_temp.tell('one', 'ended');
SELECT test.is((SELECT b.phase || b.second FROM presence.call_back_of_2('+46850001001') AS b), 'lockfalse', 'lock');
SELECT pg_temp.tell('two', 'began', false, 7, 'ben'), pg_temp.tell('two', 'ended', who => 'ben');
SELECT test.is((SELECT b.agent FROM presence.call_back_of_2('+46850001000') AS b), test.who('ben'), 'who has no number of their own is reached by the site''s'),
	test.is((SELECT array_agg(a.number || ' ' || a.agent) FROM presence.call_backs_awaited(10) AS a),
		ARRAY['+46850001000 ' || test.who('ben'), '+46850001001 ' || test.who('ann')], 'both are awaited, the last one first, for voiced''s copy');
SELECT test.pass('5 min');
SELECT test.is((SELECT b.phase FROM presence.call_back_of_2('+46850001001') AS b), 'held', 'held, though nobody has stored it');
SELECT test.emergency_act('exit');
SELECT test.is((SELECT count(*) FROM presence.call_back_of_2('+46850001001')), 0::bigint, 'after the exit it goes to the Work apps only'),
	test.is((SELECT count(*) FROM presence.call_backs_awaited(10)), 0::bigint, 'and nobody is awaited any more');
-- A number that leads nowhere else: the Work apps of who sent it last, for a week.
CREATE FUNCTION pg_temp.late() RETURNS bigint LANGUAGE sql AS $$ SELECT l.agent FROM presence.call_back_late('+46850001000') AS l $$;
SELECT test.is(pg_temp.late(), NULL, 'who has no Work account has no Work apps');
UPDATE directory.app_user SET has_work = true WHERE username = 'ben';
SELECT test.is(pg_temp.late(), test.who('ben'), 'the site''s number leads to the Work apps of who sent it last'),
	test.is((SELECT count(*) FROM presence.call_back_late('+46850001999')), 0::bigint, 'one that nobody sent to nobody''s');
UPDATE directory.app_user SET disabled = true WHERE username = 'ben';
SELECT test.is(pg_temp.late(), NULL, 'nor to those of who may not log in');
UPDATE directory.app_user SET disabled = false WHERE username = 'ben';
SELECT test.pass('7 days');
SELECT test.is(pg_temp.late(), NULL, 'after a week to nobody''s');
SELECT test.pass('-7 days');
UPDATE directory.app_user SET has_work = true WHERE username = 'ann';
SELECT test.ok(EXISTS (SELECT FROM presence.emergency_call AS c WHERE c.sent = '+46850001001'), 'ann has sent a number of her own'),
	test.is((SELECT count(*) FROM presence.call_back_late('+46850001001')), 0::bigint, 'which is no site''s: whoever has it next is called by its callers, not she');
UPDATE directory.app_user SET has_work = false WHERE username IN ('ann', 'ben');

-- EM-10.
SELECT pg_temp.tell('three', 'began'), pg_temp.tell('three', 'answered');
SELECT test.is(presence.line_kept(1, test.who('ann'), '+4670'), false, 'as long as the tenant has not chosen it no line is kept free');
UPDATE directory.tenant SET keep_line_free = true, emergency_services = '{+46771112112}' WHERE id = 1;
SELECT test.is(presence.line_kept(1, test.who('ann'), '+46701234567'), true, 'in call it is'), test.is(presence.line_kept(1, test.who('ann'), NULL), true, 'of colleagues, too'),
	test.is(presence.line_kept(1, test.who('ann'), '112'), false, 'not of the number dialled'),
	test.is(presence.line_kept(1, test.who('ann'), '+46771112112'), false, 'nor of an emergency service'),
	test.is(presence.line_kept(1, test.who('wim'), '+46701234567'), false, 'nor is a line without an emergency');
SELECT test.is(routing.target_verdict(i, test.who('ann'), false), 'emergency', 'a transfer to them is refused by the system')
FROM jsonb_populate_record(NULL::routing.interaction, '{"tenant": 1, "id": 1, "queue": 1}') AS i;
SELECT test.is(routing.direct_words('emergency'), 'Has an emergency call: the line is kept free.', 'who transfers is told why');
-- What a colleague had asked before: it rings no longer than until the line is to be free.
SELECT pg_temp.tell('three', 'ended');
SELECT test.pass('5 min');
SELECT test.handle('ben') AS bens \gset
CREATE FUNCTION pg_temp.ask(interaction bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('agent', 1, test.who('ann')::text), ops.key('agent', 1, test.who('ben')::text)]);
	RETURN routing.offer_ask(i, 'transfer', test.who('ann'), 100, NULL) FROM routing.interaction AS i WHERE i.id = ask.interaction;
END $$;
SELECT pg_temp.tell('five', 'began');
SELECT pg_temp.ask(:bens) AS asked \gset
SELECT test.is(o.state, 'made', 'while it is dialled a colleague''s transfer rings') FROM routing.offer AS o WHERE o.id = :asked;
SELECT pg_temp.tell('five', 'answered');
SELECT test.is(o.state || ' ' || o.cause, 'withdrawn emergency', 'answered, the line is cleared of it') FROM routing.offer AS o WHERE o.id = :asked;
SELECT test.is(i.state || ' ' || i.agent, 'assigned ' || test.who('ben'), 'who asked has it as before') FROM routing.interaction AS i WHERE i.id = :bens;
SELECT test.is(a.chat_count::integer, 0, 'and nothing of her capacity is taken') FROM routing.agent AS a WHERE a.agent = test.who('ann');
SELECT test.handle('ann') AS work \gset
SELECT pg_temp.tell('four', 'began'), pg_temp.tell('four', 'answered'), pg_temp.tell('five', 'ended'), pg_temp.tell('four', 'ended');
SELECT test.is(presence.line_kept(1, test.who('ann'), '+46701234567'), true, 'so it is in the lock');
DO $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	UPDATE routing.interaction AS i SET state = 'wrap_up', wrap_until = ops.clock(), ended_at = ops.clock() WHERE i.state = 'assigned';
	PERFORM routing.wrap_expire(1, i.id) FROM routing.interaction AS i;
END $$;
SELECT test.is((SELECT a.chosen FROM presence.agent_status AS a WHERE a.agent = test.who('ann')), 'available', 'with the last of their work they become Available'),
	test.is((SELECT routing.gate_verdict(a, 100, ops.clock()) FROM routing.agent AS a WHERE a.agent = test.who('ann')), 'emergency', 'and yet are offered nothing');
SELECT test.pass('5 min');
SELECT test.is(presence.line_kept(1, test.who('ann'), '+46701234567'), false, 'after it the line is theirs again');
UPDATE directory.tenant SET keep_line_free = false WHERE id = 1;

-- Calls of a run that is dead; what was told without a run, when nobody else carries calls.
INSERT INTO ops.instance (name, bus_url, http_url, release, beat, boot, started_at, beat_at) SELECT 'voiced-2', '', '', '1', 1, 22, ops.clock(), ops.clock();
SELECT pg_temp.tell('dead', 'began', false, 11), pg_temp.tell('live', 'began', false, 22), pg_temp.tell('whose', 'began');
SELECT test.is((SELECT string_agg(l.call, ' ') FROM presence.emergency_calls_lost(33, 10) AS l), 'dead', 'a dead run''s call is lost, a living one''s is not'),
	test.is((SELECT string_agg(l.call, ' ') FROM presence.emergency_calls_lost(22, 10) AS l), 'dead whose', 'who is alone ends what is nobody''s'),
	test.is((SELECT string_agg(l.call, ' ') FROM presence.emergency_calls_lost(11, 10, true) AS l), NULL, 'nobody ends their own, be they registered or not');
SELECT pg_temp.tell(c, 'ended') FROM unnest('{dead,live,whose}'::text[]) AS c;
SELECT test.is((SELECT count(*) FROM presence.emergency_calls_lost(22, 10)), 0::bigint, 'what has ended is not lost'),
	test.is(presence.emergency_get(1, test.who('ann')) ->> 'phase', 'lock', 'and the lock has begun');

-- Security contacts are written to twice a call, by a transaction of its own.
SELECT test.is((SELECT count(*) FROM presence.emergency_mail_due(10)), 0::bigint, 'a site without security contacts is due for nothing');
SELECT test.fails($$UPDATE directory.site SET security_emails = '{a b@example.com}'$$, '23514', 'what is no address is refused'),
	test.fails($$UPDATE directory.site SET security_emails = '{"a@example.com,b@example.com"}'$$, '23514', 'nor more of them in one');
UPDATE directory.site SET security_emails = '{guard@example.com,watch@example.com}';
-- Strangers may ask for links to transcripts: however many wait, what is said of an emergency waits behind none.
INSERT INTO messaging.mail (tenant, conversation, address, title, url, due_at, made_at)
SELECT 1, 1, 'stranger@example.com', 'Chat', 'https://x.example/', ops.clock() - interval '1 hour', ops.clock() FROM generate_series(1, 10000);
SELECT pg_temp.tell('mailed', 'began');
SELECT test.is((SELECT count(*) FROM messaging.mail WHERE text IS NOT NULL), 0::bigint, 'the call has waited for no mail'),
	test.is((SELECT count(*) FROM presence.emergency_mail_due(10)), 1::bigint, 'it is due'),
	test.is(pg_temp.mail(), 'ok', 'it is written'), test.is(pg_temp.mail(), 'unchanged', 'once');
SELECT test.is((SELECT string_agg(b.address, ' ' ORDER BY b.address) FROM messaging.mails_begin_3(2) AS b), 'guard@example.com watch@example.com', 'and handed over first');
DELETE FROM messaging.mail WHERE url IS NOT NULL;
-- A chatd of the release before can't open a sealed link: it leaves it to one that can.
INSERT INTO messaging.mail (tenant, conversation, address, title, secret, box, due_at, made_at)
VALUES (1, 1, 'stranger@example.com', 'Chat', '\x00', 1, ops.clock(), ops.clock());
SELECT test.is((SELECT count(*) FROM messaging.mails_begin_2(10)) + (SELECT count(*) FROM messaging.mails_begin(10)), 0::bigint, 'a sealed link is not for the release before'),
	test.is((SELECT string_agg(b.address, ' ') FROM messaging.mails_begin_3(10) AS b WHERE b.secret IS NOT NULL), 'stranger@example.com', 'but for this one');
DELETE FROM messaging.mail WHERE secret IS NOT NULL;
SELECT test.is((SELECT string_agg(m.address, ' ' ORDER BY m.address) FROM messaging.mail AS m), 'guard@example.com watch@example.com', 'to each of them');
SELECT test.ok(bool_and(m.text LIKE 'Ann dialled the emergency number 112 at %Site: Head office%Address sent: Storgatan 5, Floor 3, 111 22 Stockholm, SE (not confirmed)%A call back reaches: +46850001001%'),
	'who, where, when', min(m.text)) FROM messaging.mail AS m;
SELECT pg_temp.tell('mailed', 'answered'), pg_temp.tell('mailed', 'ended');
SELECT test.is(pg_temp.mail(), 'ok', 'its end is due');
SELECT test.is((SELECT count(*) FROM messaging.mail AS m WHERE m.title = 'Emergency call ended: Ann'), 2::bigint, 'and written');
SELECT pg_temp.tell('back', 'began', true), pg_temp.tell('back', 'ended', true);
SELECT test.is(pg_temp.mail(), 'unchanged', 'of a call back they are not written to');

-- The thing "emergency": for the agent and who leads them.
SELECT test.is(s.audience, ARRAY[test.who('ann'), test.who('sue')], 'its audience'),
	test.is(concat_ws(' ', s.state ->> 'state', s.state ->> 'number', s.state #>> '{agent,name}', s.state #>> '{site,name}'), 'ended 112 Ann Head office', 'its shape')
FROM presence.emergency_call AS c CROSS JOIN LATERAL ops.state(21, 1, c.id) AS s WHERE c.call = 'mailed';
-- Who leads nobody any more is told no more, whatever groups stand with their name.
CREATE FUNCTION pg_temp.told() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u.username, ' ' ORDER BY u.username) FROM presence.emergency_call AS c
	CROSS JOIN LATERAL unnest((presence.emergency_call_state(1, c.id)).audience) AS a (id) JOIN directory.app_user AS u ON u.id = a.id WHERE c.call = 'mailed' $$;
INSERT INTO directory.supervision (tenant, supervisor, group_id)
SELECT 1, u.id, g.id FROM directory.app_user AS u JOIN directory.agent_group AS g ON g.name = 'First' WHERE u.username IN ('ben', 'eve', 'tom');
UPDATE directory.app_user SET disabled = true WHERE username = 'tom';
SELECT test.is(pg_temp.told(), 'ann sue', 'no agent, nobody who is disabled, and nobody without a seat is told');
UPDATE directory.app_user SET has_seat = true WHERE username = 'eve';
SELECT test.is(pg_temp.told(), 'ann eve sue', 'an administrator with a seat is');
UPDATE directory.app_user SET role = 'agent' WHERE username = 'sue';
SELECT test.is(pg_temp.told(), 'ann eve', 'nor who was a supervisor');
UPDATE directory.app_user SET role = 'supervisor', disabled = false WHERE username IN ('sue', 'tom');
DELETE FROM directory.supervision AS s USING directory.app_user AS u, directory.agent_group AS g
WHERE u.id = s.supervisor AND u.username IN ('ben', 'eve', 'tom') AND g.id = s.group_id AND g.name = 'First';
SELECT test.is((SELECT string_agg(e.type, ' ' ORDER BY e.id) FROM ops.event AS e JOIN presence.emergency_call AS c ON c.id = e.key AND c.call = 'mailed' WHERE e.kind = 21),
	'emergency.dialled emergency.answered emergency.ended', 'integrators are told of each step'),
	test.is((SELECT count(*) FROM presence.emergency_calls_list(1, test.who('sue'), 'supervisor', NULL, 50)) > 0, true, 'who leads ann sees it'),
	test.is((SELECT count(*) FROM presence.emergency_calls_list(1, test.who('tom'), 'supervisor', NULL, 50) AS l WHERE l.item #>> '{state,agent,name}' = 'Ann'), 0::bigint, 'who leads others does not');

-- Whose group nobody leads is seen by every supervisor with a seat; which number was dialled, by those alone who may see it.
CREATE FUNCTION pg_temp.roster(who text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', l.item #>> '{state,emergency,phase}', l.item #>> '{state,emergency,number}', CASE WHEN l.item #>> '{state,emergency,answered_at}' IS NOT NULL THEN 'answered' END,
		CASE WHEN l.item #>> '{state,emergency,sent}' IS NOT NULL THEN 'sent' END)
	FROM directory.app_user AS u, presence.agents_list(1, u.id, u.role, NULL, 100) AS l WHERE u.username = who AND l.item ->> 'id' = test.who('ann')::text $$;
CREATE FUNCTION pg_temp.sees(who text) RETURNS boolean LANGUAGE sql AS $$
	SELECT EXISTS (SELECT FROM directory.app_user AS u, presence.emergency_calls_list(1, u.id, u.role, NULL, 100) AS l
		WHERE u.username = who AND l.item #>> '{state,agent,name}' = 'Ann') $$;
SELECT directory.user_create(1, 'cat', 'Cat', 'x', 'agent', true, false, (SELECT u.group_id FROM directory.app_user AS u WHERE u.username = 'ann'));
SELECT test.is(pg_temp.sees('ann') || ' ' || pg_temp.sees('sue') || ' ' || pg_temp.sees('eve') || ' ' || pg_temp.sees('tom') || ' ' || pg_temp.sees('cat'), 'true true true false false',
	'the agent, who leads them, an administrator; nobody else'),
	test.is(array_agg(pg_temp.roster(w) ORDER BY n), ARRAY['lock 112 answered sent', 'lock 112 answered sent', 'lock 112 answered sent', 'lock', 'lock'], 'on the roster, the numbers are masked for the others')
FROM unnest('{ann,sue,eve,tom,cat}'::text[]) WITH ORDINALITY AS v (w, n);
UPDATE directory.app_user SET has_seat = false WHERE username = 'sue';
SELECT test.is(pg_temp.told() || ', ' || pg_temp.sees('tom'), 'ann eve tom, true', 'who leads them has no seat: every supervisor who has one');
UPDATE directory.app_user SET has_seat = true WHERE username = 'sue';
UPDATE directory.app_user SET group_id = NULL WHERE username = 'ann';
SELECT test.is(pg_temp.told(), 'ann eve sue tom', 'no group: every supervisor'), test.is(pg_temp.roster('tom'), 'lock 112 answered sent', 'who may see the number, too');
UPDATE directory.app_user SET role = 'supervisor', group_id = (SELECT g.id FROM directory.agent_group AS g WHERE g.name = 'Second') WHERE username = 'ann';
UPDATE directory.supervision SET supervisor = test.who('ann') WHERE supervisor = test.who('tom');
SELECT test.is(pg_temp.told(), 'ann eve sue tom', 'who leads their own group alone is seen by the other supervisors');
UPDATE directory.supervision SET supervisor = test.who('tom') WHERE supervisor = test.who('ann');
UPDATE directory.app_user SET role = 'agent', group_id = (SELECT g.id FROM directory.agent_group AS g WHERE g.name = 'First') WHERE username = 'ann';

-- session_ends_at: the workspace login + 24 h, whatever the installation allows; a tenant may set less.
CREATE FUNCTION pg_temp.open(app text, hours integer) RETURNS interval LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	session bigint;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ben'), command));
	session := ((presence.session_open(command, NULL, 1, test.who('ben'), app, sha256(command), hours * 3600000)).body ->> 'session')::bigint;
	PERFORM ops.batch_end();
	RETURN (SELECT s.expires_at - s.opened_at FROM presence.session AS s WHERE s.id = session);
END $$;
SELECT test.is(pg_temp.open('workspace', 100), interval '24 h', 'a workspace login ends after a day');
UPDATE directory.tenant SET session_ms = 3600000 WHERE id = 1;
SELECT test.is(pg_temp.open('workspace', 100), interval '1 h', 'or when the tenant says');

-- A site's number that several have sent: a call back is for each of them whose emergency lasts (EM-3); the last to have sent it first.
DELETE FROM presence.emergency;
DELETE FROM presence.emergency_call;
UPDATE directory.app_user SET site_id = (SELECT s.id FROM directory.site AS s WHERE s.name = 'Head office'), work_number = NULL WHERE username IN ('ann', 'ben', 'cat');
CREATE FUNCTION pg_temp.whom(number text DEFAULT '+46850001000') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u.username || ' ' || b.phase, ', ' ORDER BY b.n) FROM presence.call_back_of_3($1) WITH ORDINALITY AS b (tenant, agent, phase, second, call, n)
	JOIN directory.app_user AS u ON u.tenant = b.tenant AND u.id = b.agent $$;
CREATE FUNCTION pg_temp.dialled(call text, who text, VARIADIC steps text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	step text;
BEGIN
	PERFORM test.live(test.login(who), 1);
	FOREACH step IN ARRAY steps LOOP
		PERFORM test.pass('1 s'), pg_temp.tell(call, step, who => who);
	END LOOP;
END $$;
SELECT pg_temp.dialled('a', 'ann', 'began', 'answered', 'ended'), pg_temp.dialled('b', 'ben', 'began', 'answered'), pg_temp.dialled('c', 'cat', 'began');
SELECT test.is(pg_temp.whom(), 'cat dialling, ben in_call, ann lock', 'all who await it, in each phase'), test.is(pg_temp.whom('+46850001999'), NULL, 'of another number nobody'),
	test.is((SELECT string_agg(b.agent::text, ' ') FROM presence.call_back_of_2('+46850001000') AS b), test.who('cat')::text, 'by a voiced of the release before: the last one'),
	test.is((SELECT string_agg(u.username, ' ' ORDER BY a.n) FROM presence.call_backs_awaited(10) WITH ORDINALITY AS a (tenant, agent, number, n)
		JOIN directory.app_user AS u ON u.id = a.agent WHERE a.number = '+46850001000'), 'cat ben ann', 'and so is voiced''s copy');
SELECT test.pass('10 s'), pg_temp.tell('a2', 'began');
SELECT test.is(pg_temp.whom(), 'ann dialling, cat dialling, ben in_call', 'each once, by their last call');
SELECT pg_temp.tell('a2', 'ended'), pg_temp.tell('b', 'ended', who => 'ben'), pg_temp.tell('c', 'ended', who => 'cat'), test.pass('5 min');
DO $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('cat'), command));
	PERFORM presence.emergency_act(command, NULL, 1, test.who('cat'), 'exit', 'agent');
END $$;
SELECT test.is(pg_temp.whom(), 'ann held, ben held', 'who has left the emergency awaits none');
-- Another organisation sends the same number, which nobody has claimed; and so many agents that not all can ring.
INSERT INTO presence.emergency (tenant, agent, phase, since) SELECT t, 9000 + n, 'held', ops.clock() FROM generate_series(1, 10) AS n, unnest('{1,2}'::bigint[]) AS t;
INSERT INTO presence.emergency_call (tenant, call, agent, call_back, number, begun_at, sent)
SELECT 1, 'many-' || n, 9000 + n, false, '112', ops.clock() - n * interval '1 s', '+46850001000' FROM generate_series(1, 10) AS n
UNION ALL SELECT 2, 'other', 9001, false, '112', ops.clock() - interval '20 s', '+46850001000';
SELECT test.is((SELECT string_agg(b.tenant || ' ' || b.agent, ', ' ORDER BY b.n) FROM presence.call_back_of_3('+46850001000') WITH ORDINALITY AS b (tenant, agent, phase, second, call, n)),
	(SELECT string_agg('1 ' || 9000 + n, ', ' ORDER BY n) FROM generate_series(1, 8) AS n) || ', 2 9001', 'of each organisation the last eight who sent it'),
	test.is((SELECT string_agg(b.tenant || ' ' || b.agent, ', ') FROM presence.call_back_of_2('+46850001000') AS b), '1 9001, 2 9001', 'by a voiced of the release before: the last one of each');
