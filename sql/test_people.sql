-- People: the persons of a file become contacts (CT-4, CT-6).
SELECT test.organisation();
CREATE FUNCTION test.person(name text, number text DEFAULT NULL, email text DEFAULT NULL, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('line', 1, 'item', jsonb_build_object('name', name)
		|| CASE WHEN number IS NULL THEN '{}' ELSE jsonb_build_object('numbers', jsonb_build_array(jsonb_build_object('label', 'Phone', 'kind', 'phone', 'number', number, 'shown', number))) END
		|| CASE WHEN email IS NULL THEN '{}' ELSE jsonb_build_object('emails', jsonb_build_array(jsonb_build_object('label', 'E-mail', 'email', email))) END || more)
$$;
CREATE FUNCTION test.came(items jsonb, owner text DEFAULT 'ann', dry_run boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command CONSTANT bytea := decode(md5(random()::text), 'hex');
	a ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', 1, encode(command, 'hex')), ops.key('config', 1, ''), ops.key('contacts', 1, test.who(COALESCE(owner, 'ann'))::text)]);
	a := directory.people_import(command, '\x00', 1, test.who('eve'), 'administrator', '{}', test.who(owner), items, dry_run);
	PERFORM ops.batch_end();
	RETURN concat_ws(' ', a.outcome, a.body ->> 'added', a.body ->> 'changed', a.body ->> 'unchanged', a.body ->> 'skipped', a.body #>> '{items,0,problem}');
END $$;
SELECT test.is(test.came(jsonb_build_array(test.person('A', '+4670'), test.person('B', NULL, 'b@x.example'), test.person('C')), dry_run => true), 'ok 3 0 0 0', 'a dry run judges');
SELECT test.is((SELECT count(*) FROM directory.personal_contact), 0::bigint, 'and keeps nothing');
SELECT test.is(test.came(jsonb_build_array(test.person('A', '+46701234567'), test.person('B', NULL, 'b@x.example'), test.person('C'))), 'ok 3 0 0 0', 'three are added');
SELECT test.is(test.came(jsonb_build_array(test.person('A', '+46701234567'), test.person('B', NULL, 'B@X.example'), test.person('c'))), 'ok 0 1 2 0', 'known by number, by address in any case, by name');
SELECT test.is(test.came(jsonb_build_array(test.person('A', '+46701234567', 'a@x.example'), test.person('A', NULL, 'new@x.example'))), 'ok 1 1 0 0', 'an address is added to who is known by name and number');
SELECT test.is((SELECT numbers -> 0 ->> 'number' || ' ' || (emails -> 0 ->> 'email') FROM directory.personal_contact WHERE name = 'A' AND numbers <> '[]'), '+46701234567 a@x.example', 'and nothing is lost');
SELECT test.is(test.came(jsonb_build_array(test.person('A', '+46701234567', NULL, '{"company": "A1"}'), test.person('a', NULL, 'a@x.example', '{"company": "A2"}') || '{"line": 2}')), 'ok 0 1 0 1', 'of two rows of one contact the first counts');
SELECT test.is(test.came(jsonb_build_array('{"line": 7, "problem": "why"}'::jsonb)), 'ok 0 0 0 1 why', 'what could not be read is told');
SELECT test.is((SELECT count(*) FROM directory.contact_entry WHERE kind = 'personal'), (SELECT count(*) FROM directory.personal_contact), 'each can be found');
SELECT test.is(test.came(jsonb_build_array(test.person('P', '+46709999999')), NULL), 'ok 1 0 0 0', 'an external contact');
SELECT test.is(test.came(jsonb_build_array(test.person('P', '+46709999999') #- '{item,numbers}' || jsonb_build_object('item', jsonb_build_object('name', 'P', 'company', 'PAG', 'numbers',
	'[{"label": "Phone", "kind": "phone", "number": "+46709999999", "shown": "x"}, {"label": "Fax", "kind": "fax", "number": "+46709999998", "shown": "y"}]'::jsonb))), NULL), 'ok 0 1 0 0', 'its numbers are the file''s');
SELECT test.is((SELECT company || jsonb_array_length(numbers) FROM directory.external_contact), 'PAG2', 'as a whole');
SELECT test.is((SELECT count(*) FROM ops.audit WHERE action = 'external_contact_import'), 2::bigint, 'the log says it of external ones alone');
SELECT test.is(directory.people_all(1, test.who('ann')) LIKE '%b@x.example%', true, 'one''s own go out');

-- ---- who is the same, and who may be ----

DELETE FROM directory.personal_contact;
SELECT test.is(test.came(jsonb_build_array(test.person('Ann', '+46812345678'), test.person('Bob', '+46812345678') || '{"line": 2}', test.person('Bea', NULL, 'info@x.example') || '{"line": 3}',
	test.person('Cem', NULL, 'INFO@x.example') || '{"line": 4}')), 'ok 4 0 0 0', 'who shares a switchboard or a common address under another name is another contact');
CREATE FUNCTION test.marks() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(c.name || COALESCE(' = ' || d.name || '?', ''), ', ' ORDER BY c.name, c.id) FROM directory.personal_contact AS c LEFT JOIN directory.personal_contact AS d ON d.id = c.possible_duplicate_of
$$;
SELECT test.is(test.marks(), 'Ann, Bea, Bob = Ann?, Cem = Bea?', 'and marked');
SELECT test.is(test.came(jsonb_build_array(test.person('Ann', '+46812345678'), test.person('Bob', '+46812345678') || '{"line": 2}')), 'ok 0 0 2 0', 'the same file again changes and renames nobody');
SELECT test.is(test.came(jsonb_build_array(test.person('Dan', '+46812345678'))), 'ok 1 0 0 0', 'a later file, too');
SELECT test.is(test.marks(), 'Ann, Bea, Bob = Ann?, Cem = Bea?, Dan = Ann?', 'of whoever was there first');
SELECT test.is(test.came(jsonb_build_array(test.person('ann', '+46812345678', 'ann@x.example', '{"known_by": ["uid 7"]}'))), 'ok 0 1 0 0', 'name and number together are the same, in any case');
SELECT test.is(test.came(jsonb_build_array(test.person('Anna', '+46800000001', NULL, '{"known_by": ["uid 7"]}'))), 'ok 0 1 0 0', 'so is the source''s own id, whatever else has changed');
SELECT test.is(test.came(jsonb_build_array(test.person('Zoe', '+46800000002', NULL, '{"known_by": ["uid 7"]}'), test.person('Zoe', '+46800000003', NULL, '{"known_by": ["uid 8"]}'))), 'ok 1 1 0 0', 'two ids are two');
SELECT test.is(test.came(jsonb_build_array(test.person('Eva', '+46811111111'), test.person('EVA', '+46811111111', 'e@x.example', '{"company": "X"}') || '{"line": 2}', test.person('Eva', NULL, 'E@x.example', '{"title": "T"}') || '{"line": 3}')),
	'ok 1 0 0 2', 'in one file, too, also by way of a third one');
SELECT test.is((SELECT concat_ws(' ', name, company, title, emails #>> '{0,email}') FROM directory.personal_contact WHERE name = 'Eva'), 'Eva X T e@x.example', 'and nothing of them is lost');
SELECT test.is(test.came(jsonb_build_array(test.person('Åsa Öberg', '+46822222222'), test.person('ÅSA ÖBERG', '+46822222222') || '{"line": 2}')), 'ok 1 0 0 1', 'letters of any language have a case');
DELETE FROM directory.personal_contact WHERE name = 'Bea';
SELECT test.is((SELECT possible_duplicate_of FROM directory.personal_contact WHERE name = 'Cem'), NULL::bigint, 'a mark goes with whom it names');
SELECT test.is(test.came(jsonb_build_array(test.person('Q', '+46709999999')), NULL), 'ok 1 0 0 0', 'external contacts: another one');
SELECT test.is((SELECT d.name FROM directory.external_contact AS c JOIN directory.external_contact AS d ON d.id = c.possible_duplicate_of WHERE c.name = 'Q'), 'P', 'marked, as well');
SELECT test.is((SELECT a.body #>> '{items,0,possible_duplicate_of,name}' FROM directory.people_import(NULL, NULL, 1, test.who('eve'), 'administrator', '{}', test.who('ann'), jsonb_build_array(test.person('Finn', '+46811111111')), true) AS a), 'Eva', 'a dry run says whom it may be');

-- ---- put together by a person, and taken apart ----

DELETE FROM directory.personal_contact;
CREATE FUNCTION test.own(name text) RETURNS bigint LANGUAGE sql AS $$ SELECT c.id FROM directory.personal_contact AS c WHERE c.owner = test.who('ann') AND c.name = $1 $$;
CREATE FUNCTION test.merge(what text, kept bigint, other bigint DEFAULT NULL, owner text DEFAULT 'ann') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	a ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', 1, '01'), ops.key('config', 1, ''), ops.key('contacts', 1, test.who(COALESCE(owner, 'ann'))::text)]);
	EXECUTE format('SELECT (directory.%I(NULL, NULL, 1, %L, %s, ''agent'', ''{}'', %L%s)).*', what, test.who(owner), test.who('ann'), kept, CASE WHEN other IS NOT NULL THEN ', ' || other ELSE '' END) INTO a;
	PERFORM ops.batch_end();
	RETURN a.outcome;
END $$;
CREATE FUNCTION test.all_own() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(to_jsonb(c) - 'version' ORDER BY c.id) FROM directory.personal_contact AS c
$$;
CREATE FUNCTION test.shown() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', c.name, NULLIF(c.company, ''), (SELECT string_agg(n.value ->> 'number', ' ') FROM jsonb_array_elements(c.numbers) AS n), (SELECT string_agg(n.value ->> 'email', ' ') FROM jsonb_array_elements(c.emails) AS n)), ', ' ORDER BY c.id)
	FROM directory.personal_contact AS c
$$;
CREATE FUNCTION test.two() RETURNS text LANGUAGE sql AS $$
	SELECT test.came(jsonb_build_array(test.person('Ann', '+46812345678', 'ann@x.example'), test.person('Bob', '+46812345678', NULL, '{"company": "PAG", "known_by": ["uid 9"]}') || '{"line": 2}'))
$$;
SELECT test.is(test.two(), 'ok 2 0 0 0', 'two who may be one');
CREATE TABLE test.was AS SELECT test.all_own() AS own, test.own('Ann') AS ann, test.own('Bob') AS bob;
SELECT test.is(test.merge('contact_merge', ann, bob, 'wim'), 'not_found', 'nobody else puts them together') FROM test.was;
SELECT test.is(test.merge('contact_merge', ann, ann), 'invalid', 'one alone is not two') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann), 'not_found', 'what was never put together is not taken apart') FROM test.was;
SELECT test.is(test.merge('contact_merge', ann, bob), 'ok', 'their owner does') FROM test.was;
SELECT test.is(test.shown(), 'Ann PAG +46812345678 ann@x.example', 'what one has not, it has of the other');
SELECT test.is(directory.card_get(1, test.who('ann'), 'agent', 'personal', ann) #>> '{merged,name}', 'Bob', 'its card says so') FROM test.was;
SELECT test.is(test.two(), 'ok 0 0 1 1 It is the same contact as that of line 1.', 'the same file again makes no second one');
SELECT test.is(test.came(jsonb_build_array(test.person('Bob', '+46812345678'))), 'ok 0 0 1 0', 'nor another file, which renames nobody');
SELECT test.is(test.merge('contact_unmerge', ann, owner => 'wim'), 'not_found', 'nobody else takes them apart') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann), 'ok', 'their owner does, too') FROM test.was;
SELECT test.is(test.all_own(), own, 'all is as it was') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann), 'not_found', 'once') FROM test.was;
SELECT test.is(test.two(), 'ok 0 0 2 0', 'the file knows both again');
SELECT test.is(test.merge('contact_merge', ann, bob), 'ok', 'put together again') FROM test.was;
UPDATE directory.personal_contact SET notes = 'mine', emails = emails || '[{"label": "New", "email": "new@x.example"}]';
SELECT test.is(test.merge('contact_unmerge', ann), 'ok', 'taken apart after a change') FROM test.was;
SELECT test.is(test.shown(), 'Ann +46812345678 ann@x.example new@x.example, Bob PAG +46812345678', 'what was written since stays');
SELECT test.is(test.merge('contact_merge', ann, bob), 'ok', 'and again') FROM test.was;
SELECT test.pass('30 days 1 second');
SELECT test.is(test.merge('contact_unmerge', ann), 'not_found', 'after 30 days it stays') FROM test.was;
SELECT test.is(directory.card_get(1, test.who('ann'), 'agent', 'personal', ann) ->> 'merged', NULL, 'and is not offered') FROM test.was;
SELECT test.is(directory.contact_merge_sweep(10), 1::bigint, 'what it was is forgotten');
SELECT test.is(test.two(), 'ok 0 0 1 1 It is the same contact as that of line 1.', 'who it is, is not');
SELECT test.is(test.came(jsonb_build_array(test.person('Cy', '+46812345678'))), 'ok 1 0 0 0', 'another possible one');
SELECT test.is(test.merge('contact_apart', test.own('Cy')), 'ok', 'who is somebody else');
SELECT test.is(test.marks(), 'Ann, Cy', 'is marked no more');
SELECT test.is(test.merge('contact_merge', ann, test.own('Cy')), 'ok', 'put together though') FROM test.was;
DELETE FROM directory.personal_contact;
SELECT test.is((SELECT count(*) FROM directory.merged_contact), 0::bigint, 'with the contact goes what it was');
SELECT test.is(test.merge('contact_merge', (SELECT id FROM directory.external_contact WHERE name = 'P'), (SELECT id FROM directory.external_contact WHERE name = 'Q'), NULL), 'ok', 'external ones');
SELECT test.is((SELECT string_agg(name, ' ') FROM directory.external_contact), 'P', 'as well');
SELECT test.is(test.merge('contact_unmerge', (SELECT id FROM directory.external_contact WHERE name = 'P'), owner => NULL), 'ok', 'and apart');
SELECT test.is((SELECT string_agg(c.name || COALESCE(' = ' || d.name, ''), ', ' ORDER BY c.name) FROM directory.external_contact AS c LEFT JOIN directory.external_contact AS d ON d.id = c.possible_duplicate_of), 'P, Q = P', 'with the mark');
SELECT test.is((SELECT string_agg(action, ' ' ORDER BY id) FROM ops.audit WHERE action LIKE 'external_contact%merge'), 'external_contact_merge external_contact_unmerge', 'which the log tells');
