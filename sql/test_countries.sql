-- Countries: whose a number is, what the installation and a tenant allow there, segments by country (SMS-1, SMS-12, SMS-14).
\ir testing_work.sql
SELECT ops.holder_claim('group', 1, 1, 0, 0);
SELECT test.available('ann');

CREATE FUNCTION pg_temp.write(noun text, iso2 text, item jsonb, tenant bigint DEFAULT 1, role text DEFAULT 'administrator', schema text DEFAULT 'sms') RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('sms.resource_write(NULL, NULL, %s, %s, %L, ''{}'', %L, ''update'', %s, %s, %L, NULL, false)', tenant, test.who('eve'), role,
		noun, c.id, c.version, item), ARRAY[ops.key('config', tenant, '')])
	FROM (SELECT v.id, v.version FROM sms.a_country AS v WHERE noun = 'country' AND v.tenant = write.tenant AND v.iso2 = write.iso2
		UNION ALL SELECT v.id, v.version FROM sms.a_installed_country AS v WHERE noun <> 'country' AND v.tenant = write.tenant AND v.iso2 = write.iso2) AS c
$$;
CREATE FUNCTION pg_temp.refusal(answer ops.answer) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', answer.outcome, answer.body #>> '{errors,0,pointer}', answer.body #>> '{errors,0,detail}')
$$;

-- ---- the table ----

SELECT test.is(count(*) FILTER (WHERE c.sms_inbound), 30::bigint, 'thirty countries may receive') FROM sms.country AS c;
SELECT test.ok(count(*) > 240 AND bool_and(c.sms_outbound) AND bool_and(c.price_class BETWEEN 1 AND 4), 'every country may be texted, and has a price class') FROM sms.country AS c;
SELECT test.is(string_agg(c.iso2, ' ' ORDER BY c.iso2), 'CA US', 'the United States and Canada are the cheapest') FROM sms.country AS c WHERE c.price_class = 1;
SELECT test.is((SELECT string_agg(concat(v.number, ' ', sms.country_of(v.number)), ', ') FROM (VALUES ('+14155550132'), ('+14165550100'), ('+441534456789'),
	('+442079460958'), ('+77010001122'), ('+79161234567'), ('+390669812345'), ('+3906123456'), ('+12425550100')) AS v (number)),
	'+14155550132 US, +14165550100 CA, +441534456789 JE, +442079460958 GB, +77010001122 KZ, +79161234567 RU, +390669812345 VA, +3906123456 IT, +12425550100 BS',
	'a number is the country''s of its longest beginning');
SELECT test.is(sms.country_of('12345'), NULL, 'a short code is no country''s');
SELECT test.is(sms.country_of('ACME'), NULL, 'nor a name');
SELECT test.is(sms.country_of('+9991234567'), NULL, 'nor what begins with no country''s code');

-- ---- a tenant narrows, never widens ----

SELECT test.is(pg_temp.refusal(pg_temp.write('country', 'GH', '{"sms_inbound": true}')),
	'invalid /sms_inbound This installation does not receive texts in Ghana: an organisation may narrow its countries, not widen them.', 'a tenant can''t widen the table');
SELECT test.is(pg_temp.refusal(pg_temp.write('country', 'DE', '{"sms_outbound": false}')), 'ok', 'it may narrow it');
SELECT test.is((SELECT string_agg(format('%s %s', v.tenant, v.sms_outbound), ', ' ORDER BY v.tenant) FROM sms.a_country AS v WHERE v.iso2 = 'DE' AND v.tenant <= 2), '1 f', 'for itself alone');
SELECT directory.tenant_create('Others') AS two \gset
SELECT test.is(v.sms_outbound, true, 'no other has less') FROM sms.a_country AS v WHERE v.iso2 = 'DE' AND v.tenant = :two;
SELECT test.is((SELECT a.detail ->> 'resource' FROM ops.audit AS a ORDER BY a.id DESC LIMIT 1), 'country', 'it is in the audit log');
SELECT test.is((test.call(format('sms.resource_write(NULL, NULL, 1, 1, ''administrator'', ''{}'', ''country'', ''update'', %s, 1, ''{}'', NULL, false)', (SELECT id FROM sms.country WHERE iso2 = 'DE')),
	ARRAY[ops.key('config', 1, '')])).outcome, 'stale_version', 'what somebody else changed is not overwritten');
SELECT test.is(pg_temp.refusal(pg_temp.write('country', 'US', '{"sms_inbound": false}')), 'referenced /sms_inbound The channel "Texts" receives texts in United States.',
	'where a channel receives it can''t be forbidden to');

SELECT test.handled('+4915100000001', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
SELECT test.is(k.country || ' ' || k.price_class, 'DE 2', 'a conversation knows its country and price class') FROM messaging.conversation AS k WHERE k.id = :c;
SELECT test.is((SELECT state ->> 'price_class' FROM messaging.conversation_state(1, :c)), '2', 'and the page is told');
SELECT test.is((test.say(:c, 'ann', 'Guten Tag')).outcome, 'country_not_allowed', 'where sending is forbidden nothing is sent');
SELECT test.is(messaging.reply_automatic(1, :c, 'We are closed.', false), false, 'no automatic text either') FROM (SELECT ops.batch_begin(ARRAY[messaging.key_of(1, :c)]) OFFSET 0) AS b;
SELECT test.is(pg_temp.refusal(pg_temp.write('country', 'DE', '{"sms_outbound": true}')), 'ok', 'what was narrowed may be given back');
SELECT test.is((test.say(:c, 'ann', 'Guten Tag')).outcome, 'created', 'and texts leave again');

-- ---- the installation's table ----

SELECT test.is(pg_temp.refusal(pg_temp.write('installed_country', 'DE', '{"sms_outbound": false, "price_class": 3}', role => 'operator')), 'ok', 'an operator changes the table itself');
SELECT test.is((SELECT bool_or(v.sms_outbound) FROM sms.a_country AS v WHERE v.iso2 = 'DE'), false, 'for every tenant at once');
SELECT test.is((test.say(:c, 'ann', 'Noch da?')).outcome, 'country_not_allowed', 'without a restart');
SELECT test.is(pg_temp.refusal(pg_temp.write('country', 'DE', '{"sms_outbound": true}')),
	'invalid /sms_outbound This installation does not send texts to Germany: an organisation may narrow its countries, not widen them.', 'a tenant can''t lift that');
SELECT test.is(pg_temp.refusal(pg_temp.write('installed_country', 'DE', '{"time_zones": ["Europe/Nowhere"]}', role => 'operator')),
	'invalid /time_zones "Europe/Nowhere" is no time zone, as "Europe/Berlin" is one.', 'a wrong value is refused with its field');
SELECT test.is((pg_temp.write('installed_country', 'DE', '{"price_class": 5}', role => 'operator')).outcome, 'invalid', 'a price class that is none');
SELECT pg_temp.write('installed_country', 'DE', '{"sms_outbound": true}', role => 'operator');
SELECT test.is(sms.resource_import('installed_country', 1, NULL, 'operator', '{}', '[{"iso2": "FR", "price_class": "4"}, {"iso2": "QQ", "price_class": "1"}]', true)
	-> 'errors' -> 0 ->> 'field', 'iso2', 'an unknown country in a table is told') FROM (SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')]) OFFSET 0) AS b;
SELECT test.is(sms.resource_import('installed_country', 1, NULL, 'operator', '{}', '[{"iso2": "FR", "price_class": "4"}, {"iso2": "FR", "price_class": "1"}]', true)
	-> 'errors' -> 0 ->> 'detail', 'Is given twice.', 'so is one that comes twice') FROM (SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')]) OFFSET 0) AS b;
SELECT test.is(count(*), 0::bigint, 'the installation''s table is in no tenant''s file') FROM ops.config_nouns() AS n WHERE n.noun = 'installed_country';

-- ---- channels ----

CREATE FUNCTION pg_temp.channel(number text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.refusal(test.call(format('directory.resource_write(NULL, NULL, 1, %s, ''administrator'', ''{}'', ''channel'', ''create'', NULL, NULL, %L, NULL, false)', test.who('eve'),
		jsonb_build_object('medium', 'sms', 'name', 'Line ' || number, 'number', number, 'hook_key', repeat('k', 20) || number)), ARRAY[ops.key('config', 1, '')]))
$$;
SELECT test.is(pg_temp.channel('+46701234567'), 'created', 'a channel may have a number of a country that receives');
SELECT test.is(pg_temp.channel('+233201234567'), 'invalid /number Is a number of Ghana, where texts may not be received.', 'one of another is refused, with the field');
SELECT test.is(pg_temp.channel('+9991234567'), 'invalid /number Begins with no country''s code.', 'so is one of no country');
SELECT test.is(pg_temp.channel('12345'), 'created', 'a short code may');
SELECT pg_temp.write('installed_country', 'SE', '{"sms_inbound": false}', role => 'operator');
SELECT test.is((SELECT l.words FROM routing.lint(1) AS l WHERE l.kind = 'channel_country'),
	'The channel "Line +46701234567" has a number of Sweden, where texts may not be received any more.', 'the linter tells of one whose country was closed later');

-- ---- segments ----

SELECT test.is(messaging.segments_of(v.text), v.parts::smallint, v.words) FROM (VALUES ('', 0, 'no text has no segment'), (repeat('a', 160), 1, '160 letters are one'),
	(repeat('a', 161), 2, '161 are two'), (repeat('€', 80), 1, 'an escape counts double'), (repeat('a', 152) || '€' || repeat('a', 7), 2, 'and is not split'),
	(repeat('a', 305) || '~', 3, 'it moves to the next segment'), (repeat('a', 159) || '`', 3, 'a backtick makes it UCS-2'), (repeat('я', 70), 1, '70 are one'), (repeat('я', 71), 2, '71 two'),
	(repeat('я', 66) || '😀' || repeat('я', 66), 3, 'a surrogate pair is not split')) AS v (text, parts, words);
SELECT test.is(pg_temp.refusal(test.call(format('messaging.send(%L, NULL, 1, %s, ''agent'', %s, %L, NULL, ''ucs2'', 11)', k, test.who('ann'), :c, repeat('я', 700)), test.command_keys(k))),
	'invalid /text Takes 11 segments: at most 10 can be sent as one text.', 'a text of more than ten segments is refused') FROM test.command() AS k;

-- ---- figures ----

DELETE FROM sms.outbox;
SELECT test.pass(routing.quarter(ops.clock()) + interval '15 minutes' - ops.clock());
UPDATE routing.report_progress SET pos = ops.feed_head(), text_pos = ops.feed_head();
CREATE FUNCTION pg_temp.count() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.sequence(10000);
	WHILE routing.texts_advance(3) > 0 LOOP END LOOP;
END $$;
-- "country class queue agent: sent/segments received/segments" of the present quarter.
CREATE FUNCTION pg_temp.figures() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s %s: %s/%s %s/%s', t.country, t.price_class, t.queue, COALESCE((SELECT u.name FROM directory.v_user AS u WHERE u.id = t.agent), '-'),
		t.sent, t.sent_segments, t.received, t.received_segments), '; ' ORDER BY t.country, t.queue, t.agent)
	FROM routing.text_interval AS t WHERE t.tenant = 1 AND t.at = routing.quarter(ops.clock())
$$;
CREATE FUNCTION pg_temp.differs() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s: %s, counted %s', r.noun, r.counter, r.stored, r.counted), '; ')
	FROM routing.reports_recount(1, routing.quarter(ops.clock()), routing.quarter(ops.clock()) + interval '15 minutes') AS r WHERE r.noun = 'texts'
$$;
SELECT test.text_in('+14165550100', repeat('a', 161));
SELECT test.text_in('12345', 'code');
SELECT test.say(:c, 'ann', repeat('b', 20)) AS said \gset
SELECT max(id) AS out FROM sms.outbox \gset
SELECT pg_temp.count();
SELECT test.is(pg_temp.figures(), ' 0 0 -: 0/0 1/1; CA 1 0 -: 0/0 1/2', 'a text that came counts at once, one that was written not before a carrier took it');
SELECT test.send_begin(:out), test.send_end(:out, 1, 'sent', 'P1');
SELECT pg_temp.count();
SELECT test.is(pg_temp.figures(), ' 0 0 -: 0/0 1/1; CA 1 0 -: 0/0 1/2; DE 2 1 Ann: 1/1 0/0', 'then by its queue and agent, at the price class of the conversation');
SELECT test.receipt('P1', 'undelivered'), test.receipt('P1', 'delivered');
SELECT pg_temp.count();
SELECT test.is(pg_temp.figures(), ' 0 0 -: 0/0 1/1; CA 1 0 -: 0/0 1/2; DE 2 1 Ann: 1/1 0/0', 'and once, whatever receipts come');
SELECT test.is(pg_temp.differs(), NULL, 'a recount from the messages finds the same');
SELECT test.is(routing.texts_advance(1000), 0::bigint, 'what was counted is not counted again');
SELECT test.text_in('+14165550100', 'more');
SELECT test.is(pg_temp.differs(), NULL, 'what nobody has counted yet is no difference');
SELECT ops.sequence(10000);
SELECT test.is(pg_temp.differs(), NULL, 'nor when it stands in the feed');
UPDATE routing.text_interval SET sent = sent + 1 WHERE country = 'DE';
SELECT test.is(pg_temp.differs(), 'texts sent: 2, counted 1', 'what is wrong is found');
UPDATE routing.text_interval SET sent = sent - 1 WHERE country = 'DE';
SELECT test.connect('other');
SELECT test.run('other', 'BEGIN'), test.ask('other', 'SELECT routing.texts_advance(10)');
SELECT test.is(routing.texts_advance(1000), -1::bigint, 'one session counts at a time');
SELECT test.run('other', 'ROLLBACK');
SELECT test.is(pg_temp.differs(), NULL, 'a count that is rolled back leaves nothing');
SELECT pg_temp.count();
SELECT test.is(pg_temp.figures(), ' 0 0 -: 0/0 1/1; CA 1 0 -: 0/0 2/3; DE 2 1 Ann: 1/1 0/0', 'and it is counted the next time');

CREATE FUNCTION pg_temp.report(noun text, actor text DEFAULT 'eve', role text DEFAULT 'administrator', id bigint DEFAULT NULL, after text DEFAULT NULL, limit_ integer DEFAULT 50) RETURNS jsonb LANGUAGE sql AS $$
	SELECT to_jsonb(r) FROM routing.report_texts(1, test.who(actor), role, noun, routing.quarter(ops.clock())::text || ':00', NULL, '15m', id, after, limit_) AS r
$$;
CREATE FUNCTION pg_temp.lines(report jsonb, noun text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s %s/%s', d #>> ARRAY[noun, 'name'], d ->> 'country_code', d ->> 'price_class', d #>> '{counters,sent_segments}', COALESCE(d #>> '{counters,received_segments}', '-')), '; ' ORDER BY n)
	FROM jsonb_array_elements(report #> '{body,data}') WITH ORDINALITY AS e (d, n)
$$;
SELECT test.is(pg_temp.lines(pg_temp.report('country'), 'country'), '   0/1; Canada CA 1 0/3; Germany DE 2 1/0', 'a report by country and price class');
SELECT test.is(pg_temp.lines(pg_temp.report('queue'), 'queue'), '   0/1;  CA 1 0/3; Support DE 2 1/-', 'by queue');
SELECT test.is(pg_temp.lines(pg_temp.report('agent'), 'agent'), '   0/1;  CA 1 0/3; Ann DE 2 1/-', 'by agent');
SELECT test.is(pg_temp.lines(pg_temp.report('channel'), 'channel'), 'Texts   0/1; Texts CA 1 0/3; Texts DE 2 1/0', 'by channel');
SELECT test.is(pg_temp.lines(pg_temp.report('agent', id => test.who('ann')), 'agent'), 'Ann DE 2 1/-', 'of one');
SELECT test.is(pg_temp.lines(pg_temp.report('country', limit_ => 2), 'country'), '   0/1; Canada CA 1 0/3', 'a page ends where it is told');
SELECT test.is(pg_temp.lines(pg_temp.report('country', limit_ => 2, after => pg_temp.report('country', limit_ => 2) ->> 'next'), 'country'), 'Germany DE 2 1/0', 'and the next one goes on');
SELECT test.is(pg_temp.lines(pg_temp.report('country', 'sue', 'supervisor'), 'country'), 'Germany DE 2 1/-', 'a supervisor has what was sent for their queues; what came is not told in part');
SELECT test.is(pg_temp.lines(pg_temp.report('agent', 'tom', 'supervisor'), 'agent'), NULL, 'and by their agents: none of another''s');
SELECT test.is(pg_temp.report('agent', 'tom', 'supervisor', id => test.who('ann')) ->> 'outcome', 'not_found', 'whom they can''t ask for');
SELECT test.is(pg_temp.report('country', id => 1) ->> 'field', 'id', 'a filter that does not fit is named');
SELECT test.is(pg_temp.report('country', after => 'x') ->> 'field', 'cursor', 'so is a cursor that is none');
