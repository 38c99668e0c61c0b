-- Fax (CT-13): drafts, states, what is sent once, what comes once; whose they are.
SELECT test.organisation();
UPDATE directory.tenant SET fax = true;
INSERT INTO sms.account (tenant, id, carrier, name) VALUES (1, 901, 'fax_sandbox', 'Fax'), (1, 902, 'sandbox', 'Texts');
INSERT INTO sms.fax_number (tenant, id, number, account_id, user_id) VALUES (1, 1, '+4690123450', 901, test.who('ann'));
INSERT INTO directory.external_contact (tenant, name, numbers) VALUES (1, 'Zoë Müller', '[{"label": "Fax", "kind": "fax", "number": "+12025550143", "shown": "(202) 555-0143"}]');

CREATE FUNCTION test.draft(who text, item jsonb, files bigint[] DEFAULT NULL, id bigint DEFAULT NULL) RETURNS ops.answer LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('faxes', 1, test.who(who)::text));
	RETURN sms.fax_draft_save(NULL, NULL, 1, test.who(who), 'work', id, item, files);
END $$;
CREATE FUNCTION test.leave(who text, fax bigint) RETURNS ops.answer LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('faxes', 1, test.who(who)::text));
	RETURN sms.fax_send(NULL, NULL, 1, test.who(who), 'work', fax, '{"fax_sandbox": ["application/pdf"]}');
END $$;
CREATE FUNCTION test.key_of_send(send bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('fax_send', 1, send::text)), set_config('trunkline.keys', ARRAY[ops.key('fax_send', 1, send::text)]::text, true);
END $$;
CREATE FUNCTION test.begin(send bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test.key_of_send(send);
	RETURN (SELECT b.outcome || ' ' || COALESCE(b.claim::text, '') FROM sms.fax_begin(1, send, '\x01', 1000) AS b);
END $$;
CREATE FUNCTION test.end(send bigint, claim bigint, what text, provider text DEFAULT NULL, again bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test.key_of_send(send);
	RETURN sms.fax_end(1, send, claim, what, provider, NULL, NULL, again);
END $$;
CREATE FUNCTION test.report(send bigint, provider text, said text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test.key_of_send(send);
	RETURN (SELECT r.outcome FROM sms.fax_report(1, 901, send, provider, said, 'why', 'code', 2) AS r);
END $$;
CREATE FUNCTION test.state(send bigint) RETURNS text LANGUAGE sql AS $$ SELECT state FROM sms.fax_send WHERE id = send $$;
CREATE FUNCTION test.fresh() RETURNS bigint LANGUAGE plpgsql AS $$ -- a send that is queued
DECLARE
	made bigint := ((test.draft('ann', '{"subject": "Hello", "recipients": [{"number": "+12025550143", "name": "Zoë"}]}')).body ->> 'id')::bigint;
BEGIN
	PERFORM test.leave('ann', made);
	RETURN (SELECT s.id FROM sms.fax_send AS s WHERE s.fax = made);
END $$;

-- ---- drafts ----
CREATE TABLE test.made AS SELECT (d).body, ((d).body ->> 'id')::bigint AS id FROM test.draft('ann', jsonb_build_object('contact', (SELECT 'external:' || id FROM directory.external_contact))) AS d;
SELECT test.is((SELECT body #>> '{recipients,0,number}' || ' ' || (body #>> '{recipients,0,name}') FROM test.made), '+12025550143 Zoë Müller', 'a draft from a card has its name and fax number');
SELECT test.is((SELECT body #>> '{card,name}' FROM test.made), 'Zoë Müller', 'and shows the card');
SELECT test.is((test.draft('ann', jsonb_build_object('contact', 'user:' || test.who('wim')))).outcome, 'not_found', 'who has no fax number gets none');
SELECT test.is((test.draft('ann', '{"contact": "user:9; DROP"}')).outcome, 'not_found', 'what is no contact neither');
SELECT test.is((test.leave('ann', (SELECT id FROM test.made))).outcome, 'fax_empty', 'an empty one does not leave');
SELECT test.is((test.draft('ben', '{"subject": "x"}', NULL, (SELECT id FROM test.made))).outcome, 'not_found', 'nobody changes another''s');
SELECT test.is(sms.fax_get(1, test.who('ben'), 'work', (SELECT id FROM test.made)), NULL, 'nor sees it');
SELECT test.is((test.leave('ben', (SELECT id FROM test.made))).outcome, 'not_found', 'nor sends it');
SELECT test.is((test.draft('ann', '{"subject": "Offer", "cover": "See you"}', NULL, (SELECT id FROM test.made))).outcome, 'ok', 'it is changed');
SELECT test.is((test.leave('ben', ((test.draft('ben', '{"subject": "x"}')).body ->> 'id')::bigint)).outcome, 'no_fax_number', 'who has no number sends nothing');
UPDATE sms.fax_number SET shared = true;
SELECT test.is((test.leave('ben', ((test.draft('ben', '{"subject": "x"}')).body ->> 'id')::bigint)).outcome, 'fax_no_recipient', 'a shared number is for all, and a fax goes to somebody');
SELECT test.is((test.leave('ann', (SELECT id FROM test.made))).body ->> 'state', 'queued', 'it is queued');
SELECT test.is((test.leave('ann', (SELECT id FROM test.made))).outcome, 'fax_sent', 'once');
SELECT test.is((test.draft('ann', '{"subject": "y"}', NULL, (SELECT id FROM test.made))).outcome, 'fax_sent', 'what was sent is changed no more');
UPDATE directory.tenant SET fax = false;
SELECT test.is((test.draft('ann', '{}')).outcome, 'no_fax', 'no feature, no fax');
UPDATE directory.tenant SET fax = true;

-- ---- states ----
DO $$
DECLARE
	send bigint := test.fresh();
BEGIN
	PERFORM test.is(test.begin(send), 'send 1', 'a queued fax begins');
	PERFORM test.is(test.begin(send), 'gone ', 'once');
	PERFORM test.is(test.end(send, 1, 'again', NULL, 0), 'ok', 'what surely has not left is queued again');
	PERFORM test.is(test.begin(send), 'send 2', 'and begins again');
	PERFORM test.is(test.end(send, 1, 'given', 'p1'), 'gone', 'who was late says nothing of it');
	PERFORM test.is(test.end(send, 2, 'given', 'p1'), 'ok', 'the provider has it');
	PERFORM test.is(test.state(send), 'sending', 'which is still sending');
	PERFORM test.key_of_send(send);
	PERFORM test.is((SELECT f.outcome FROM sms.fax_report(1, 901, 0, 'p1', 'sent', NULL, NULL, 2) AS f), 'ok', 'it reports by its own id');
	PERFORM test.is(test.state(send), 'sent', 'sent');
	PERFORM test.is(test.report(send, 'p1', 'failed'), 'ok', 'the first end counts');
	PERFORM test.is(test.state(send), 'sent', 'sent it stays');
	send := test.fresh();
	PERFORM test.begin(send);
	PERFORM test.is(test.report(send, 'p2', 'failed'), 'ok', 'a report that is faster than the answer finds its fax');
	PERFORM test.is(test.end(send, 1, 'given', 'p2'), 'gone', 'and the answer changes nothing');
	PERFORM test.is(test.state(send), 'failed', 'failed');
	PERFORM test.is(test.report(send, 'p3', 'sent'), 'none', 'another fax of the provider is not this one');
	send := test.fresh();
	PERFORM test.begin(send);
	PERFORM test.key_of_send(send);
	PERFORM test.is(sms.fax_lost(1, send), 'gone', 'while somebody may still be at it nobody gives it up');
	UPDATE sms.fax_send SET due_at = due_at - interval '1 hour' WHERE id = send;
	PERFORM test.is(sms.fax_lost(1, send), 'ok', 'when its time is over it is given up');
	PERFORM test.is(test.state(send), 'unknown', 'as unknown');
	PERFORM test.is(test.begin(send), 'gone ', 'which is never sent again');
	PERFORM test.is(test.report(send, 'p4', 'sent'), 'ok', 'but the provider may still say');
	PERFORM test.is(test.state(send), 'sent', 'that it was sent');
	PERFORM test.is(test.report(test.fresh(), 'p5', 'sent'), 'none', 'of a fax that never left nothing is believed');
	send := test.fresh();
	PERFORM test.begin(send);
	PERFORM test.end(send, 1, 'again', NULL, 60000);
	PERFORM test.is(test.report(send, 'p6', 'sending'), 'ok', 'a provider that refused it says that it has it after all');
	PERFORM test.is(test.state(send), 'sending', 'it is sending');
	PERFORM test.is(test.begin(send), 'gone ', 'and not given a second time');
	PERFORM test.is(test.report(send, 'p6', 'sent'), 'ok', 'its end');
	PERFORM test.is(test.state(send), 'sent', 'is the end');
	send := test.fresh();
	UPDATE sms.fax_send SET token = '\x01' WHERE id = send;
	PERFORM test.begin(send);
	PERFORM test.end(send, 1, 'unknown', NULL, NULL);
	PERFORM test.is((SELECT count(*) FROM sms.fax_document(1, (SELECT s.token FROM sms.fax_send AS s WHERE s.id = send), 0)), 1::bigint, 'a provider that did not answer in time may fetch the pages');
	UPDATE sms.fax_send SET at = at - interval '7 hours' WHERE id = send;
	PERFORM test.is((SELECT count(*) FROM sms.fax_document(1, (SELECT s.token FROM sms.fax_send AS s WHERE s.id = send), 0)), 0::bigint, 'not for ever');
END $$;
SELECT test.is((SELECT f.outcome FROM sms.fax_report(2, 901, 0, 'p1', 'failed', NULL, NULL, 2) AS f), 'none', 'another organisation''s report finds nothing');

-- ---- what comes ----
CREATE FUNCTION test.receive(provider text, to_ text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('fax_in', 1, '901:' || provider));
	RETURN (SELECT r.outcome FROM sms.fax_receive(1, 901, 1, provider, '+12025550143', to_, 3, 'https://x.example/f') AS r);
END $$;
SELECT test.is(test.receive('in1', '+4690123450'), 'ok', 'a fax comes');
SELECT test.is(test.receive('in1', '+4690123450'), 'seen', 'once');
SELECT test.is(test.receive('in2', '+4690999999'), 'none', 'to a number of ours');
SELECT test.is((SELECT count(*) FROM sms.faxes_list(1, test.who('ann'), 'work', 'received', NULL, 10)), 1::bigint, 'whose number it is has it');
SELECT test.is((SELECT count(*) FROM sms.faxes_list(1, test.who('ben'), 'work', 'received', NULL, 10)), 0::bigint, 'nobody else');
DO $$
DECLARE
	fax bigint := (SELECT f.id FROM sms.fax AS f WHERE f.box = 'received');
	words CONSTANT bytea := '%PDF-1.4 fax';
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('fax', 1, fax::text)), pg_advisory_xact_lock(ops.key('file', 1, encode(sha256(words), 'hex')));
	PERFORM test.is((SELECT b.outcome FROM sms.fax_fetch_begin(1, fax, 1000) AS b), 'fetch', 'its file is fetched');
	PERFORM test.is((SELECT b.outcome FROM sms.fax_fetch_begin(1, fax, 1000) AS b), 'gone', 'by one');
	PERFORM test.is(sms.fax_fetch_end(1, fax, 1, 'application/pdf', sha256(words), words, NULL, NULL), 'ok', 'and stored');
	PERFORM test.is(sms.fax_get(1, test.who('ann'), 'work', fax) #>> '{files,0,type}', 'application/pdf', 'with the fax');
	PERFORM test.is(messaging.upload_find(1, (sms.fax_get(1, test.who('ann'), 'work', fax) #>> '{files,0,id}')::bigint, test.who('ben'), 'work', 'work'), NULL, 'for nobody but its owner');
	PERFORM messaging.upload_sweep(100);
	UPDATE messaging.upload SET at = at - interval '2 days';
	PERFORM messaging.upload_sweep(100);
	PERFORM test.is((SELECT count(*) FROM messaging.upload), 1::bigint, 'no sweep takes it');
	PERFORM pg_advisory_xact_lock(ops.key('faxes', 1, test.who(w)::text)) FROM unnest('{ann,ben}'::text[]) AS w;
	PERFORM test.is((sms.fax_remove(NULL, NULL, 1, test.who('ben'), fax)).outcome, 'not_found', 'nobody deletes another''s');
	PERFORM test.is((sms.fax_remove(NULL, NULL, 1, test.who('ann'), fax)).outcome, 'ok', 'deleted');
	PERFORM test.is((SELECT count(*) FROM messaging.file), 0::bigint, 'with its file');
END $$;
