-- Contacts: how they are found (CT-8), what cards offer (CT-10), whose they are (CT-5), whom one has blocked (CT-12).
SELECT test.organisation();
UPDATE directory.tenant SET mode = 3;
INSERT INTO directory.site (tenant, name, country) VALUES (1, 'Umeå Väst', 'SE');
UPDATE directory.app_user SET name = 'Åsa Lindström-O''Brien', email = 'asa.l@example.com', department = 'Kundtjänst', work_number = '+46701234567',
	work_extension = '4711', agent_extension = '74711', has_work = true, site_id = (SELECT id FROM directory.site),
	numbers = '[{"label": "Fax", "kind": "fax", "number": "+4690123456", "shown": "090-12 34 56"}]' WHERE username = 'ann';
UPDATE directory.app_user SET work_number = '+46761112233' WHERE username = 'wim';
INSERT INTO directory.service (tenant, kind, name, extension) VALUES (1, 'call_queue', 'Support', '600');
INSERT INTO directory.external_contact (tenant, name, company, numbers, emails) VALUES
	(1, 'Zoë Müller', 'Straße & Søn', '[{"label": "Mobile", "kind": "phone", "number": "+12025550123", "shown": "(202) 555-0123"}]', '[{"label": "Work", "email": "zoe@son.example"}]');
INSERT INTO directory.personal_contact (tenant, owner, name, numbers) VALUES
	(1, test.who('ann'), 'Anna Privat', '[{"label": "Home", "kind": "phone", "number": "+390612345678", "shown": "06 1234 5678"}]');

CREATE FUNCTION test.found(viewer text, q text, kind text DEFAULT NULL, number text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(c.item ->> 'name', ', '), '') FROM directory.contacts_find(1, test.who(viewer), 'work', q, number, kind, false, NULL, 51) AS c
$$;

-- ---- search ----

SELECT test.is(directory.contact_fold('Ångström ÉCLAIR Straße Łódź İstanbul'), 'angstrom eclair strasse lodz istanbul', 'accents and case are folded');
SELECT test.is(directory.number_national(n), w, 'the national form of ' || n) FROM (VALUES ('+46701234567', '701234567'), ('+12025550123', '2025550123'),
	('+79161234567', '9161234567'), ('+3544123456', '4123456'), ('+390612345678', '0612345678')) AS v (n, w);
SELECT test.is(test.found('wim', v.q), 'Åsa Lindström-O''Brien', format('"%s" finds her', v.q)) FROM (VALUES
	('ås'), ('AS'), ('asa lind'), ('lindstrom åsa'), ('o''brien'), ('obrien'), ('O’Brien'), ('brien'), ('asa.l@example.com'), ('l asa'), ('4711'), ('74711'),
	('0701234567'), ('070-123 45 67'), ('+46 70 123 45 67'), ('+46 (0)70 1234567'), ('0046701234567'), ('46701234567'), ('701234567'), ('0701'), ('umea'), ('VÄST'),
	('kundtj'), ('åsa 0701'), ('090-123456'), ('asa umea kund'), ('011 46 70 123'), ('asa   lindström'), ('(070) 123'), ('０７０１２３４５６７'), ('ａｓａ'), ('＋46 70')) AS v (q);
SELECT test.is(test.found('wim', v.q), '', format('"%s" finds nobody', v.q)) FROM (VALUES ('zz'), ('asa zoe'), ('0702'), ('+47 70'), ('indstr'), ('!!'), ('%%'), ('__')) AS v (q);
SELECT test.is(test.found('wim', v.q), 'Zoë Müller', format('"%s" finds the external contact', v.q)) FROM (VALUES
	('zoe'), ('mulle'), ('MÜLLER zoë'), ('strasse'), ('son'), ('202 555'), ('(202) 555-0123'), ('+1 202'), ('12025550123'), ('son.example')) AS v (q);
SELECT test.is(test.found('wim', '600'), 'Support', 'a service is found by its extension');
SELECT test.is(test.found('wim', '8 (202) 555 01 23', number => '+12025550123'), 'Zoë Müller', 'a number in a form of its own country is found by what it was read as');
-- Digits that a number ends with, whatever stands between them; shorter than three they would be half the directory.
SELECT test.is(test.found('wim', v.q), 'Åsa Lindström-O''Brien', format('"%s", the end of a number, finds her', v.q)) FROM (VALUES
	('4567'), ('234567'), ('567'), ('45 67'), ('123-45 67'), ('34 56'), ('åsa 4567'), ('4567 lindstr'), ('4567 asa 0701')) AS v (q);
SELECT test.is(test.found('wim', v.q), '', format('"%s" finds nobody', v.q)) FROM (VALUES ('67'), ('4568'), ('+4567'), ('zoe 4567'), ('999946701234567')) AS v (q);
SELECT test.is(test.found('ann', '5678'), 'Anna Privat', 'her own contact is found by the end of its number');
SELECT test.is(test.found('wim', '5678'), '', 'by nobody else');
INSERT INTO directory.external_contact (tenant, name, numbers) VALUES
	(1, 'Berliner', '[{"label": "Work", "kind": "phone", "number": "+493012344711", "shown": "030 12344711"}]');
SELECT test.is(test.found('wim', v.q), 'Berliner', format('"%s", a local form, finds the contact', v.q)) FROM (VALUES ('030 1234'), ('030 12344711'), ('030-1234 47'), ('12344711'), ('2344 711')) AS v (q);
SELECT test.is(test.found('wim', '4711'), 'Åsa Lindström-O''Brien, Berliner', 'whose extension it is comes before whose number ends with it');
DELETE FROM directory.external_contact WHERE name = 'Berliner';

-- Names without spaces between their words: each part finds, in either width.
INSERT INTO directory.external_contact (tenant, name, company) VALUES (1, '王小明', ''), (1, '田中 太郎', '株式会社日立ABC製作所'), (1, '김철수', ''), (1, 'ガルシア・ホセ', ''), (1, '歐陽𠮷', '');
SELECT test.is(test.found('wim', v.q), v.wanted, format('"%s" finds %s', v.q, v.wanted)) FROM (VALUES
	('小明', '王小明'), ('王小', '王小明'), ('王小明', '王小明'), ('明 小', '王小明'), ('太郎', '田中 太郎'), ('田中太郎', '田中 太郎'), ('中太', '田中 太郎'), ('太郎 田中', '田中 太郎'), ('田中　太郎', '田中 太郎'),
	('日立', '田中 太郎'), ('ABC製作', '田中 太郎'), ('ａｂｃ', '田中 太郎'), ('製作 太郎', '田中 太郎'), ('철수', '김철수'), ('김철', '김철수'), ('ﾎｾ', 'ガルシア・ホセ'), ('ｶﾞﾙｼｱ', 'ガルシア・ホセ'), ('ルシ', 'ガルシア・ホセ'), ('陽𠮷', '歐陽𠮷')) AS v (q, wanted);
SELECT test.is(test.found('wim', v.q), '', format('"%s" finds nobody', v.q)) FROM (VALUES ('明小'), ('小明王'), ('太郎 小明')) AS v (q);
SELECT test.is((SELECT count(*) FROM directory.contact_terms('Åsa Lindström', '', '{}', '[]')), 2::bigint, 'names of other scripts have a term a word');
SELECT test.ok((SELECT count(*) <= 64 AND max(char_length(t.term)) <= 40 FROM directory.contact_terms(repeat('漢', 200), '', '{}', '[]') AS t), 'however long one is, its terms are bounded');
SELECT test.ok((SELECT count(*) <= 64 AND max(char_length(t.term)) <= 40 FROM directory.contact_terms(repeat('漢字の ', 50), '', '{}', '[]') AS t), 'so are those of many short ones');
DELETE FROM directory.external_contact WHERE name IN ('王小明', '田中 太郎', '김철수', 'ガルシア・ホセ', '歐陽𠮷');
SELECT test.is(test.found('ann', 'anna'), 'Anna Privat', 'her own contact is found');
SELECT test.is(test.found('ann', '06 1234'), 'Anna Privat', 'a number that keeps its 0 is found by it');
SELECT test.is(test.found('wim', 'anna') || test.found('wim', '+39') || test.found('eve', 'privat'), '', 'nobody else finds it, by name or number, an administrator neither');
SELECT test.is(test.found('ann', 'an', 'service'), '', 'a kind alone');
-- Her own name before somebody's department.
UPDATE directory.app_user SET department = 'Zoology' WHERE username = 'ben';
SELECT test.is(test.found('ann', 'zo'), 'Zoë Müller, Ben', 'whose name it is comes before whose department it is');
UPDATE directory.site SET name = 'Skellefteå';
SELECT test.is(test.found('wim', 'skelleftea') || test.found('wim', 'umea'), 'Åsa Lindström-O''Brien', 'a site that is renamed is found by its new name');
UPDATE directory.app_user SET disabled = true WHERE username = 'ben';
SELECT test.is(test.found('wim', 'ben'), '', 'who is disabled is found no more');
UPDATE directory.app_user SET disabled = false, name = 'Benny' WHERE username = 'ben';
SELECT test.is(test.found('wim', 'ben'), 'Benny', 'and is when they are back, by the name they have then');

-- Pages: the cursor leads through all, once each, however words and hits are spread.
INSERT INTO directory.external_contact (tenant, name, company) SELECT 1, format('Page %s Pagen', n), CASE WHEN n % 2 = 0 THEN 'Pages' ELSE 'Even' END FROM generate_series(1, 60) AS n;
CREATE FUNCTION test.paged(q text, limit_ integer) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	ids text[] := '{}';
	after text;
	got record;
BEGIN
	LOOP
		SELECT array_agg(c.item ->> 'id' ORDER BY c.n) AS ids, (array_agg(c.cursor ORDER BY c.n DESC))[1] AS last INTO got
		FROM directory.contacts_find(1, test.who('ann'), 'work', q, NULL, NULL, false, after, limit_) WITH ORDINALITY AS c (item, cursor, n);
		EXIT WHEN got.ids IS NULL;
		ids := ids || got.ids;
		after := got.last;
	END LOOP;
	RETURN ids;
END $$;
SELECT test.is(cardinality(p.ids), 60, format('"%s": all pages have all', q)), test.is((SELECT count(DISTINCT i)::integer FROM unnest(p.ids) AS i), 60, 'and each once')
FROM (VALUES ('page'), ('pag'), ('pagen page'), ('pa pa')) AS v (q) CROSS JOIN LATERAL test.paged(q, 7) AS p (ids);
SELECT test.is(cardinality(test.paged(NULL, 7)), (SELECT count(*)::integer FROM directory.contact_entry AS e WHERE e.sides <> 0), 'so has the whole list, by name');

-- ---- whose directory (00-words, mode) ----

UPDATE directory.tenant SET mode = 1;
SELECT test.is((SELECT string_agg(c.item ->> 'name', ', ') FROM directory.contacts_find(1, test.who('wim'), side, NULL, NULL, 'user', false, NULL, 51) AS c), wanted, 'mode 1, ' || side)
FROM (VALUES ('work', 'Åsa Lindström-O''Brien, Wim'), ('agent', 'Åsa Lindström-O''Brien, Benny, Sue, Tom')) AS v (side, wanted);
SELECT test.is((SELECT c.item -> 'accounts' FROM directory.contacts_find(1, test.who('wim'), 'work', 'asa', NULL, NULL, false, NULL, 51) AS c),
	'[{"side": "work", "label": "Work", "extension": "4711"}]', 'in mode 1 a card has the account of one''s own side alone');
SELECT test.is(directory.card_get(1, test.who('wim'), 'work', 'user', test.who('ben')), NULL, 'and there is no card of the others');
UPDATE directory.tenant SET mode = 3;
SELECT test.is((SELECT jsonb_agg(a.value ->> 'label') FROM jsonb_array_elements(directory.card_get(1, test.who('wim'), 'work', 'user', test.who('ann')) -> 'accounts') AS a),
	'["Work", "Contact Center"]', 'a user with both licences is one contact with each account''s extension (CT-2)');

-- ---- cards ----

CREATE FUNCTION test.offers(card jsonb) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(a.value ->> 'action', ' ') FROM jsonb_array_elements(card -> 'actions') AS a $$;
CREATE FUNCTION test.card(viewer text, number text, side text DEFAULT 'work') RETURNS text LANGUAGE sql AS $$
	SELECT test.offers(directory.card_of_number(1, test.who(viewer), side, number, number)) $$;
-- Every row of the table is walked: with all it needs it is offered, without any one of them, or with one it lacks, not.
SELECT test.ok(a.needs <@ a.needs AND NOT EXISTS (SELECT FROM unnest(a.needs) AS n WHERE a.needs <@ array_remove(a.needs, n)), a.action || ' needs each of its conditions')
FROM directory.card_action AS a;
SELECT test.is((SELECT array_agg(DISTINCT f) FROM directory.card_action AS a CROSS JOIN LATERAL unnest(a.needs || a.lacks) AS f
	WHERE pg_get_functiondef('directory.card_facts'::regproc) NOT LIKE '%''' || f || '''%'), NULL, 'each condition of the table is a fact that is judged');
SELECT test.is(test.offers(directory.card_get(1, test.who('wim'), 'work', 'user', test.who('ann'))), 'call chat email favourite', 'a colleague');
UPDATE directory.tenant SET fax = true, meeting_template = 'https://meet.example/{room}';
SELECT test.is(test.offers(directory.card_get(1, test.who('wim'), 'work', 'user', test.who('ann'))), 'call chat meet fax email favourite', 'with meetings and fax');
SELECT test.is(test.offers(directory.card_get(1, test.who('ann'), 'work', 'user', test.who('ann'))), 'fax', 'oneself is not called');
SELECT test.is(directory.card_get(1, test.who('wim'), 'work', 'user', test.who('ann')) #> '{actions,0,targets}',
	'[{"label": "Work", "extension": "4711"}, {"label": "Contact Center", "extension": "74711"}, {"label": "Work", "number": "+46701234567", "shown": "+46701234567"}]',
	'call lists every extension and number by label, the first is what is dialled');
SELECT test.is(test.card('wim', '+4915112345678'), 'call meet block_caller block_sender', 'a stranger can be blocked');
SELECT test.is(test.card('wim', '+4915112345678', 'agent'), 'call meet', 'in the workspace nobody has a Work number to block for');
SELECT test.is(test.card('ann', '+390612345678'), 'call meet favourite edit delete', 'one''s own contact');
SELECT test.is(test.card('wim', '+390612345678'), 'call meet block_caller block_sender', 'to others its number is a stranger''s (CT-5)');

-- ---- blocks (CT-12) ----

CREATE FUNCTION test.block(who text, list text, number text, what text DEFAULT 'put') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('contacts', 1, test.who(who)::text), ops.key('command', 1, encode(command, 'hex'))]);
	IF what = 'put' THEN answer := directory.block_put(command, NULL, 1, test.who(who), list, number);
	ELSE answer := directory.block_remove(command, NULL, 1, test.who(who), list, number); END IF;
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
SELECT test.is(test.block('wim', 'caller', '+4915112345678'), 'ok', 'a caller is blocked');
SELECT test.is(test.block('wim', 'caller', '+4915112345678'), 'ok', 'twice is once');
SELECT test.is(directory.blocked(1, test.who('wim'), 'caller', '+4915112345678'), 'listed', 'and is');
SELECT test.is(directory.blocked(1, test.who('wim'), 'sender', '+4915112345678'), NULL, 'not as a sender: the lists are two');
SELECT test.is(directory.blocked(1, test.who('ann'), 'caller', '+4915112345678'), NULL, 'not for anybody else');
SELECT test.is(test.card('wim', '+4915112345678'), 'call meet unblock_caller block_sender', 'the card offers what is left');
SELECT test.is(test.block('wim', 'sender', '+12025550123'), 'number_is_contact', 'an external contact is not blocked');
SELECT test.is(test.block('wim', 'sender', '+46701234567'), 'number_is_contact', 'a colleague neither');
SELECT test.is(test.block('ann', 'sender', '+390612345678'), 'number_is_contact', 'one''s own contact neither');
SELECT test.is(test.block('wim', 'sender', '+390612345678'), 'ok', 'somebody else''s personal contact is a stranger');
SELECT test.is(test.block('ben', 'caller', '+4915112345678'), 'no_work_number', 'who has no Work number blocks nobody');
INSERT INTO directory.external_contact (tenant, name, numbers) VALUES (1, 'Saved Since', '[{"label": "Mobile", "kind": "phone", "number": "+4915112345678", "shown": "0151"}]');
SELECT test.is(test.card('wim', '+4915112345678'), 'call meet favourite unblock_caller', 'saved since, the number stays blocked, and can be unblocked from the contact''s card');
SELECT test.is(directory.blocked(1, test.who('wim'), 'caller', '+4915112345678'), 'listed', 'it is blocked as long as it stands there');
SELECT test.is(test.block('wim', 'caller', '+4915112345678', 'remove'), 'ok', 'unblocked');
SELECT test.is(test.block('wim', 'caller', '+4915112345678', 'remove'), 'not_found', 'a second time there is nothing');
SELECT test.is(test.card('wim', '+4915112345678'), 'call meet favourite', 'and not offered again, for it is a contact now');
INSERT INTO directory.contact_choice (tenant, owner, block_unknown_senders) VALUES (1, test.who('wim'), true);
SELECT test.is(directory.blocked(1, test.who('wim'), 'sender', v.number), v.wanted, 'texts of unknown numbers are blocked: ' || v.number) FROM (VALUES
	('+4915199999999', 'unknown'), ('+12025550123', NULL), ('+46701234567', NULL), ('+390612345678', 'listed')) AS v (number, wanted);
SELECT test.is(directory.blocked(1, test.who('wim'), 'caller', '+4915199999999'), NULL, 'calls are not');
SELECT test.is(directory.blocked(1, test.who('ann'), 'sender', '+4915199999999'), NULL, 'that is one user''s choice');

-- ---- the database's own rules ----

SELECT test.fails(format('INSERT INTO directory.external_contact (tenant, name, numbers) VALUES (1, ''x'', %L)', v.numbers), '23514', 'numbers: ' || v.numbers) FROM (VALUES
	('{}'), ('[1]'), ('[{}]'), ('[{"label": "a", "kind": "phone", "number": "0701", "shown": "0701"}]'), ('[{"label": "a", "kind": "pager", "number": "+46701234567", "shown": "x"}]'),
	('[{"label": 5, "kind": "phone", "number": "+46701234567", "shown": "x"}]'), ('[{"label": "", "kind": "phone", "number": "+46701234567", "shown": "x"}]'),
	('[{"label": "a", "kind": "phone", "number": 46701234567, "shown": "x"}]'), ('[{"label": "a", "kind": "phone", "number": "+46701234567"}]')) AS v (numbers);
SELECT test.fails('UPDATE directory.app_user SET work_extension = ''4711'' WHERE username = ''ben''', '23P01', 'an extension reaches one');
DELETE FROM directory.external_contact WHERE name = 'Zoë Müller';
SELECT test.is((SELECT count(*) FROM directory.contact_term AS t WHERE t.kind = 'external' AND t.term = 'muller'), 0::bigint, 'a contact that is gone is found no more');
SELECT test.ok(directory.contact_fill(1000) > 0, 'a database that is brought up to date has something to do');
DELETE FROM directory.contact_entry WHERE kind = 'user';
SELECT test.is(directory.contact_fill(4), 4::bigint, 'who was there before is entered, some at a time');
SELECT test.is(directory.contact_fill(1000) + directory.contact_fill(1000), 2::bigint, 'until all are');
SELECT test.is(test.found('wim', 'benny'), 'Benny', 'and found');
-- Entries of a release before have fewer terms: all are made anew, some at a time, but those that are being changed.
SELECT test.is((SELECT count(*) FROM directory.contact_refill), 0::bigint, 'whoever has gone through all has nothing left to do');
DELETE FROM directory.contact_term WHERE term LIKE '>%';
SELECT test.is(test.found('wim', '4567'), '', 'before, the end of a number finds nobody');
INSERT INTO directory.contact_refill (after_tenant, after_kind, after_ref) VALUES (0, '', 0);
CREATE FUNCTION test.filled(limit_ integer) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
	all_ bigint[] := '{}';
BEGIN
	LOOP
		made := directory.contact_fill(limit_);
		all_ := all_ || made;
		EXIT WHEN made < limit_;
	END LOOP;
	RETURN all_;
END $$;
SELECT test.ok(f.made[1] = 7 AND cardinality(f.made) > 9 AND (SELECT sum(m) FROM unnest(f.made) AS m) = (SELECT count(*) FROM directory.contact_entry), 'all are made anew, seven at a time')
FROM test.filled(7) AS f (made);
SELECT test.is(test.found('wim', '4567') || test.found('ann', '5678'), 'Åsa Lindström-O''BrienSaved Since, Anna Privat', 'and found by it');
SELECT test.is((SELECT count(*) FROM directory.contact_refill), 0::bigint, 'and not once more');
-- At a contact that somebody writes it stops: what they leave may have the former terms.
INSERT INTO directory.contact_refill (after_tenant, after_kind, after_ref) VALUES (0, '', 0);
DELETE FROM directory.contact_term WHERE term LIKE '>%';
SELECT test.connect('writer');
SELECT test.run('writer', 'BEGIN'), test.run('writer', 'UPDATE directory.app_user SET name = ''Åsa Writing'' WHERE username = ''ann''');
SELECT test.ok(directory.contact_fill(1000) < (SELECT count(*) FROM directory.contact_entry), 'it does not wait for them, and goes no further');
SELECT test.is(test.found('wim', '4567'), '', 'they have not left it yet');
SELECT test.run('writer', 'COMMIT');
DELETE FROM directory.contact_term WHERE term LIKE '>%' AND kind = 'user';
SELECT test.ok(directory.contact_fill(1000) > 0, 'then it goes on');
SELECT test.is(test.found('wim', '4567') || ', ' || test.found('wim', 'writing'), 'Åsa Writing, Åsa Writing', 'from that contact on, with what they left');
SELECT test.is((SELECT count(*) FROM directory.contact_refill), 0::bigint, 'to the end');
SELECT test.ok(NOT EXISTS (SELECT FROM directory.contact_entry AS e WHERE e.sides <> 0 AND e.item #>> '{numbers,0,number}' IS NOT NULL
	AND NOT EXISTS (SELECT FROM directory.contact_term AS t WHERE t.tenant = e.tenant AND t.kind = e.kind AND t.ref = e.ref AND t.term LIKE '>%')), 'none is left out');

-- ---- the marks in the index (PF-9): they may let through too many, never too few ----

SELECT test.is((SELECT count(*) FROM directory.contact_term), (SELECT count(*) FROM directory.contact_term AS t
	WHERE (SELECT bool_and(t.two & directory.term_marks(left(o.term, n), 2, 2) = directory.term_marks(left(o.term, n), 2, 2)
		AND t.four & directory.term_marks(left(o.term, n), 3, 4) = directory.term_marks(left(o.term, n), 3, 4))
		FROM directory.contact_term AS o, generate_series(1, 8) AS n WHERE (o.tenant, o.kind, o.ref) = (t.tenant, t.kind, t.ref))),
	'each term has the marks of all terms of its contact, whatever is typed of them');
SELECT test.is((SELECT count(*) FROM directory.contact_term WHERE two = -1 OR four = -1), 0::bigint, 'and no contact has all marks');
