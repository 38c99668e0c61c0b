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
SELECT test.is(test.came(jsonb_build_array(test.person('ann', '+46812345678', 'ann@x.example', '{"known_by": ["uid urn:uuid:7"]}'))), 'ok 0 1 0 0', 'name and number together are the same, in any case');
SELECT test.is(test.came(jsonb_build_array(test.person('Anna', '+46800000001', NULL, '{"known_by": ["uid urn:uuid:7"]}'))), 'ok 0 1 0 0', 'so is the source''s own id, whatever else has changed');
SELECT test.is(test.came(jsonb_build_array(test.person('Zoe', '+46800000002', NULL, '{"known_by": ["uid urn:uuid:7"]}'), test.person('Zoe', '+46800000003', NULL, '{"known_by": ["uid urn:uuid:8"]}'))), 'ok 1 1 0 0', 'two ids are two');
SELECT test.is(test.came(jsonb_build_array(test.person('Moe', '+46800000004', NULL, '{"known_by": ["uid 1"]}'), test.person('Joe', '+46800000005', NULL, '{"known_by": ["uid 1"]}') || '{"line": 2}')), 'ok 2 0 0 0', 'a UID of less than 8 bytes is no id');
SELECT test.is(test.came(jsonb_build_array(test.person('Eva', '+46811111111'), test.person('EVA', '+46811111111', 'e@x.example', '{"company": "X"}') || '{"line": 2}', test.person('Eva', NULL, 'E@x.example', '{"title": "T"}') || '{"line": 3}')),
	'ok 1 0 0 2', 'in one file, too, also by way of a third one');
SELECT test.is((SELECT concat_ws(' ', name, company, title, emails #>> '{0,email}') FROM directory.personal_contact WHERE name = 'Eva'), 'Eva X T e@x.example', 'and nothing of them is lost');
SELECT test.is(test.came(jsonb_build_array(test.person('Åsa Öberg', '+46822222222'), test.person('ÅSA ÖBERG', '+46822222222') || '{"line": 2}')), 'ok 1 0 0 1', 'letters of any language have a case');
DELETE FROM directory.personal_contact WHERE name = 'Bea';
SELECT test.is((SELECT possible_duplicate_of FROM directory.personal_contact WHERE name = 'Cem'), NULL::bigint, 'a mark goes with whom it names');
SELECT test.is(test.came(jsonb_build_array(test.person('Q', '+46709999999')), NULL), 'ok 1 0 0 0', 'external contacts: another one');
SELECT test.is((SELECT d.name FROM directory.external_contact AS c JOIN directory.external_contact AS d ON d.id = c.possible_duplicate_of WHERE c.name = 'Q'), 'P', 'marked, as well');
SELECT test.is((SELECT a.body #>> '{items,0,possible_duplicate_of,name}' FROM directory.people_import(NULL, NULL, 1, test.who('eve'), 'administrator', '{}', test.who('ann'), jsonb_build_array(test.person('Finn', '+46811111111')), true) AS a), 'Eva', 'a dry run says whom it may be');

-- ---- rows that are one person by way of others ----

-- n rows of one name, in any order, each with an address in common with the next.
CREATE FUNCTION test.chain(n integer) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_build_object('line', i, 'item', jsonb_build_object('name', 'Chain', 'emails', jsonb_build_array(
		jsonb_build_object('label', 'E-mail', 'email', format('%s@x.example', i)), jsonb_build_object('label', 'E-mail', 'email', format('%s@x.example', i + 1))))) ORDER BY md5(i::text))
	FROM generate_series(1, n) AS i
$$;
CREATE FUNCTION test.chained(n integer) RETURNS text LANGUAGE sql AS $$
	WITH parts AS MATERIALIZED (SELECT p.value FROM jsonb_array_elements(directory.people_together(test.chain($1), NULL, NULL)) AS p)
	SELECT (SELECT count(*) FROM parts AS p WHERE p.value ? 'item') || ' ' || (SELECT count(DISTINCT a.email) FROM (
		SELECT e.value ->> 'email' FROM parts AS p CROSS JOIN LATERAL jsonb_array_elements(p.value #> '{item,emails}') AS e
		UNION ALL SELECT split_part(l.value, ':', 1) FROM parts AS p CROSS JOIN LATERAL jsonb_array_elements_text(p.value -> 'left_out') AS l (value)) AS a (email))
$$;
SELECT test.is(test.chained(n), '1 ' || n + 1,
	format('%s rows, each of which has an address in common with the next, are one person, and each address is kept or told to be left out', n))
FROM unnest('{2,30,1000}'::integer[]) AS n;

SELECT test.is(test.came(jsonb_build_array(test.person('Kim', '+46800000021', NULL, '{"known_by": ["uid urn:uuid:k"]}'))), 'ok 1 0 0 0', 'a contact with an id');
SELECT test.is(test.came(jsonb_build_array(test.person('Kate', '+46800000022'), test.person('KATE', '+46800000022', NULL, '{"known_by": ["uid urn:uuid:k"]}') || '{"line": 2}')), 'ok 0 1 0 1', 'is found by way of a later line, too');

-- ---- extensions ----

DELETE FROM directory.personal_contact;
CREATE FUNCTION test.extension(name text, shown text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_set(test.person($1, '+442079460001'), '{item,numbers,0,shown}', to_jsonb($2))
$$;
CREATE FUNCTION test.numbers(name text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(n.value ->> 'shown', ', ' ORDER BY n.n) FROM directory.personal_contact AS c CROSS JOIN LATERAL jsonb_array_elements(c.numbers) WITH ORDINALITY AS n (value, n) WHERE c.name = $1
$$;
SELECT test.is(test.came(jsonb_build_array(test.extension('Exa', '+44 20 7946 0001'))), 'ok 1 0 0 0', 'a number');
SELECT test.is(test.came(jsonb_build_array(test.extension('Exa', '+44 20 7946 0001 x12'))), 'ok 0 1 0 0', 'with an extension it is another one');
SELECT test.is(test.came(jsonb_build_array(test.extension('Exa', 'tel:+442079460001;ext=12'))), 'ok 0 0 1 0', 'the same extension in another form is the same');
SELECT test.is(test.numbers('Exa'), '+44 20 7946 0001, +44 20 7946 0001 x12', 'both are kept');
UPDATE directory.personal_contact SET numbers = (SELECT jsonb_agg(jsonb_set(numbers -> 0, '{number}', to_jsonb('+4420794600' || n))) FROM generate_series(10, 28) AS n) || (numbers -> 0);
CREATE FUNCTION test.left_out(items jsonb, owner text DEFAULT 'ann') RETURNS text LANGUAGE sql AS $$
	SELECT a.body #>> '{items,0,left_out}' FROM directory.people_import(NULL, NULL, 1, test.who('eve'), 'administrator', '{}', test.who($2), $1, true) AS a
$$;
SELECT test.is(test.left_out(jsonb_build_array(test.extension('Exa', '+44 20 7946 0001 x12'))), '["+442079460001: No more are kept."]', 'or told to be left out');

-- Each form of an extension (those of common/phone/test_phone.c); none.
SELECT test.is(directory.entry_key(jsonb_build_object('number', '+442079460001', 'shown', shown), 'number'), '+442079460001' || key, shown)
FROM (VALUES ('020 7946 0001', ''), ('020 7946 0001 x12', ' x12'), ('020 7946 0001 #12', ' x12'), ('020 7946 0001 ext. 12', ' x12'), ('tel:+44-20-7946-0001;ext=12', ' x12'),
	('020 7946 0001 extension 12', ' x12'), ('020 7946 0001 anexo 12', ' x12'), ('020 7946 0001 extn 12', ' x12'), ('+44 (0)20 7946-0001', '')) AS v (shown, key);

-- ---- merged by a person, and undone ----

DELETE FROM directory.personal_contact;
CREATE FUNCTION test.own(name text) RETURNS bigint LANGUAGE sql AS $$ SELECT c.id FROM directory.personal_contact AS c WHERE c.owner = test.who('ann') AND c.name = $1 $$;
CREATE FUNCTION test.external(name text) RETURNS bigint LANGUAGE sql AS $$ SELECT e.id FROM directory.external_contact AS e WHERE e.name = $1 $$;
CREATE FUNCTION test.merge(what text, kept bigint, other bigint DEFAULT NULL, owner text DEFAULT 'ann') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	a ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', 1, '01'), ops.key('config', 1, ''), ops.key('contacts', 1, test.who(COALESCE(owner, 'ann'))::text)]);
	EXECUTE format('SELECT * FROM directory.%I(NULL, NULL, 1, %L, %s, ''agent'', ''{}'', %L%s)', what, test.who(owner), test.who('ann'), kept, CASE WHEN other IS NOT NULL THEN ', ' || other ELSE '' END) INTO a;
	PERFORM ops.batch_end();
	RETURN concat_ws(' ', a.outcome, a.body ->> 'name');
END $$;
-- All but versions.
CREATE FUNCTION test.all_own() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(to_jsonb(c) - '{version,book_version}'::text[] ORDER BY c.id) FROM directory.personal_contact AS c
$$;
CREATE FUNCTION test.all_external() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(to_jsonb(c) - 'version' ORDER BY c.id) FROM directory.external_contact AS c
$$;
CREATE FUNCTION test.shown() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', c.name, NULLIF(c.company, ''), (SELECT string_agg(n.value ->> 'number', ' ') FROM jsonb_array_elements(c.numbers) AS n), (SELECT string_agg(n.value ->> 'email', ' ') FROM jsonb_array_elements(c.emails) AS n)), ', ' ORDER BY c.id)
	FROM directory.personal_contact AS c
$$;
CREATE FUNCTION test.pair() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_array(test.person('Ann', '+46812345678', 'ann@x.example', '{"notes": "x"}'),
		test.person('Bob', '+46812345678', NULL, '{"company": "PAG", "notes": "y", "known_by": ["uid urn:uuid:9"]}') || '{"line": 2}')
$$;
CREATE FUNCTION test.turned(items jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT jsonb_agg(i.value ORDER BY i.n DESC) FROM jsonb_array_elements($1) WITH ORDINALITY AS i (value, n) $$;
CREATE FUNCTION test.two() RETURNS text LANGUAGE sql AS $$ SELECT test.came(test.pair()) $$;
SELECT test.is(test.two(), 'ok 2 0 0 0', 'two that may be one');
CREATE TABLE test.was AS SELECT test.all_own() AS own, test.own('Ann') AS ann, test.own('Bob') AS bob;
SELECT test.fails(format('SELECT directory.contact_merge(NULL, NULL, 1, %s, %1$s, ''agent'', ''{}'', %s, %s)', test.who('ann'), ann, bob), 'P0004', 'a merge needs the key of the contacts') FROM test.was;
SELECT test.is(test.merge('contact_merge', ann, bob, 'wim'), 'not_found', 'nobody else merges them') FROM test.was;
SELECT test.is(test.merge('contact_merge', ann, 0), 'not_found', 'the other one must be there') FROM test.was;
SELECT test.is(test.merge('contact_merge', ann, ann), 'invalid', 'one alone is not two') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann, bob), 'not_found', 'what was never merged is not undone') FROM test.was;
SELECT test.is(test.merge('contact_merge', ann, bob), 'ok Ann', 'their owner merges them') FROM test.was;
SELECT test.is(test.shown(), 'Ann PAG +46812345678 ann@x.example', 'what one lacks, it has of the other');
SELECT test.is(directory.card_get(1, test.who('ann'), 'agent', 'personal', ann) #- '{merged,at}' -> 'merged', jsonb_build_object('id', 'personal:' || bob, 'name', 'Bob'), 'its card says so') FROM test.was;
SELECT test.is((SELECT notes FROM directory.personal_contact), E'x\ny', 'notes of both');
SELECT test.fails(format('SELECT directory.contact_unmerge(NULL, NULL, 1, %s, %1$s, ''agent'', ''{}'', %s, %s)', test.who('ann'), ann, bob), 'P0004', 'undoing it needs the key, too') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann, bob, 'wim'), 'not_found', 'nobody else undoes it') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann, ann), 'not_found', 'nor does an id that is not the other''s') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann, bob), 'ok Ann', 'their owner does') FROM test.was;
SELECT test.is(test.all_own(), own, 'all is as it was') FROM test.was;
SELECT test.is(version, 2::bigint, 'with another version of the one that is back') FROM directory.personal_contact WHERE name = 'Bob';
SELECT test.is(test.merge('contact_unmerge', ann, bob), 'not_found', 'once') FROM test.was;
SELECT test.is(test.two(), 'ok 0 0 2 0', 'the file finds both again');

-- ---- the next imports ----

SELECT test.is(test.merge('contact_merge', ann, bob), 'ok Ann', 'merged again') FROM test.was;
CREATE TABLE test.merged AS SELECT to_jsonb(c) AS c FROM directory.personal_contact AS c;
SELECT test.is(test.two(), 'ok 0 0 1 1 It is the same person as that of line 1: both are put together.', 'the same file again makes no second one');
SELECT test.is(test.came(test.turned(test.pair())), 'ok 0 0 1 1 It is the same person as that of line 2: both are put together.', 'nor does it turned about');
SELECT test.is(test.came(jsonb_build_array(test.person('Bob', '+46812345678', NULL, '{"notes": "z", "company": "Other"}'))), 'ok 0 0 1 0', 'nor another file, whose texts are not those of both');
SELECT test.is((SELECT to_jsonb(p) FROM directory.personal_contact AS p), c, 'which change nothing of it') FROM test.merged;
SELECT test.is(test.came(jsonb_set(test.pair(), '{1,item,numbers,0,number}', '"+46812345679"') || test.person('Bob', '+46812345678', NULL, '{"title": "T"}')), 'ok 0 1 0 2', 'a later file with more');
SELECT test.is((SELECT title || ' ' || notes || ' ' || (SELECT string_agg(n.value ->> 'number', ' ') FROM jsonb_array_elements(numbers) AS n) FROM directory.personal_contact), E'T x\ny +46812345678 +46812345679', 'adds it, whichever line it is in');
UPDATE directory.personal_contact SET numbers = (SELECT jsonb_agg(jsonb_set(numbers -> 0, '{number}', to_jsonb('+468123456' || n))) FROM generate_series(70, 89) AS n);
SELECT test.is(test.left_out(jsonb_set(test.pair(), '{1,item,numbers,0,number}', '"+46812345699"')), '["+46812345699: No more are kept."]', 'or says that it is left out');
DELETE FROM directory.external_contact;
SELECT test.is(test.came(test.pair(), NULL), 'ok 2 0 0 0', 'external ones');
SELECT test.is(test.merge('contact_merge', test.external('Ann'), test.external('Bob'), NULL), 'ok', 'merged');
TRUNCATE test.merged;
INSERT INTO test.merged SELECT to_jsonb(e) FROM directory.external_contact AS e;
SELECT test.is(test.came(test.pair(), NULL), 'ok 0 0 1 1 It is the same person as that of line 1: both are put together.', 'the same file again');
SELECT test.is(test.came(test.turned(test.pair()), NULL), 'ok 0 0 1 1 It is the same person as that of line 2: both are put together.', 'turned about');
SELECT test.is(test.came(jsonb_build_array(test.person('Bob', '+46812345678')), NULL), 'ok 0 0 1 0', 'one of them alone');
SELECT test.is((SELECT to_jsonb(e) FROM directory.external_contact AS e), c, 'change nothing of it, though external contacts'' numbers are the file''s') FROM test.merged;
SELECT test.is(test.came(jsonb_set(test.pair(), '{1,item,numbers,0,number}', '"+46812345679"'), NULL), 'ok 0 1 0 1', 'another number of one');
SELECT test.is((SELECT string_agg(n.value ->> 'number', ' ') FROM directory.external_contact AS e CROSS JOIN LATERAL jsonb_array_elements(e.numbers) AS n), '+46812345678 +46812345679', 'is added');
SELECT test.is(test.merge('contact_unmerge', test.external('Ann'), (SELECT gone FROM directory.merged_contact WHERE owner IS NULL), NULL), 'ok', 'undone');
SELECT test.is(test.came(test.pair(), NULL), 'ok 0 1 1 0', 'each is its own again, and its numbers are the file''s');
SELECT test.is((SELECT string_agg(concat_ws(' ', e.name, e.notes, (SELECT string_agg(n.value ->> 'number', ' ') FROM jsonb_array_elements(e.numbers) AS n)), ', ' ORDER BY e.id) FROM directory.external_contact AS e), 'Ann x +46812345678, Bob y +46812345678', 'both');

-- ---- what was decided since ----

DELETE FROM directory.personal_contact;
SELECT test.two();
UPDATE test.was SET own = test.all_own(), ann = test.own('Ann'), bob = test.own('Bob');
SELECT test.is(test.merge('contact_merge', ann, bob), 'ok Ann', 'merged') FROM test.was;
UPDATE directory.personal_contact SET notes = '', emails = emails || '[{"label": "New", "email": "new@x.example"}]', company = 'mine';
SELECT test.is(test.came(jsonb_build_array(test.person('Bob', '+46812345678', NULL, '{"known_by": ["uid urn:uuid:later"]}'))), 'ok 0 0 1 0', 'an import learns another id of it');
SELECT test.is(test.merge('contact_unmerge', ann, bob), 'ok Ann', 'undone after a change') FROM test.was;
SELECT test.is(test.shown(), 'Ann mine +46812345678 ann@x.example new@x.example, Bob PAG +46812345678', 'what was written since stays');
SELECT test.is((SELECT notes FROM directory.personal_contact WHERE name = 'Ann'), '', 'and what was cleared since');
SELECT test.is(test.came(jsonb_build_array(test.person('Bob', '+46812345678', NULL, '{"title": "T", "known_by": ["uid urn:uuid:later"]}'))), 'ok 0 1 0 0', 'the id that was learned');
SELECT test.is((SELECT string_agg(name || title, ' ' ORDER BY id) FROM directory.personal_contact), 'Ann BobT', 'is the other one''s, and renames nobody');

-- Marks: Cy, Di and Ann may be Bob, Ed may be Ann.
DELETE FROM directory.personal_contact;
SELECT test.is(test.came(jsonb_build_array(test.person('Ann', '+46812345671'), test.person('Bob', '+46812345672'), test.person('Cy', '+46812345672'), test.person('Di', '+46812345672'), test.person('Ed', '+46812345671'))), 'ok 5 0 0 0', 'five');
UPDATE test.was SET ann = test.own('Ann'), bob = test.own('Bob');
UPDATE directory.personal_contact SET possible_duplicate_of = bob FROM test.was WHERE name = 'Ann';
SELECT test.is(test.marks(), 'Ann = Bob?, Bob, Cy = Bob?, Di = Bob?, Ed = Ann?', 'three may be Bob');
SELECT test.is(test.merge('contact_merge', ann, bob), 'ok Ann', 'Ann is') FROM test.was;
SELECT test.is(test.marks(), 'Ann, Cy = Ann?, Di = Ann?, Ed = Ann?', 'the others may be Ann now');
SELECT test.is((SELECT string_agg(version::text, ' ' ORDER BY id) FROM directory.personal_contact), '2 2 2 1', 'and have another version');
SELECT test.is(test.merge('contact_apart', test.own('Cy')), 'ok Cy', 'one is not');
SELECT test.is((SELECT version FROM directory.personal_contact WHERE name = 'Cy'), 3::bigint, 'which is another version');
SELECT test.is(test.merge('contact_apart', test.own('Cy')), 'ok Cy', 'said again');
SELECT test.is((SELECT version FROM directory.personal_contact WHERE name = 'Cy'), 3::bigint, 'changes nothing');
SELECT test.is(test.merge('contact_apart', 0), 'not_found', 'of nobody');
SELECT test.fails(format('SELECT directory.contact_apart(NULL, NULL, 1, %s, %1$s, ''agent'', ''{}'', %s)', test.who('ann'), ann), 'P0004', 'that needs the key, too') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann, bob), 'ok Ann', 'undone') FROM test.was;
SELECT test.is(test.marks(), 'Ann = Bob?, Bob, Cy, Di = Bob?, Ed = Ann?', 'marks go back, but for those that were decided');
SELECT test.is(test.merge('contact_merge', ann, bob), 'ok Ann', 'merged again') FROM test.was;
UPDATE directory.personal_contact SET possible_duplicate_of = test.own('Cy') WHERE name IN ('Ann', 'Di');
SELECT test.is(test.merge('contact_unmerge', ann, bob), 'ok Ann', 'undone') FROM test.was;
SELECT test.is(test.marks(), 'Ann = Cy?, Bob, Cy, Di = Cy?, Ed = Ann?', 'a mark since stays');
UPDATE directory.personal_contact SET possible_duplicate_of = test.own('Ann') WHERE name = 'Bob';
SELECT test.is(test.merge('contact_merge', test.own('Cy'), bob), 'ok Cy', 'a marked one goes') FROM test.was;
DELETE FROM directory.personal_contact WHERE name = 'Ann';
SELECT test.is(test.merge('contact_unmerge', test.own('Cy'), bob), 'ok Cy', 'and comes back') FROM test.was;
SELECT test.is(test.marks(), 'Bob, Cy, Di = Cy?, Ed', 'without its mark, for the one that it may have been is deleted');

-- Books' versions: a mark is no change by a person.
UPDATE directory.personal_contact SET book_version = version WHERE name IN ('Bob', 'Di');
UPDATE directory.personal_contact SET book_version = version - 1 WHERE name = 'Cy';
SELECT test.is(test.merge('contact_apart', test.own('Di')), 'ok Di', 'a contact of a book is told apart');
SELECT test.is((SELECT book_version = version FROM directory.personal_contact WHERE name = 'Di'), true, 'nobody else has changed it still');
SELECT test.is(test.merge('contact_merge', test.own('Cy'), bob), 'ok Cy', 'another one goes') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', test.own('Cy'), bob), 'ok Cy', 'and comes back') FROM test.was;
SELECT test.is((SELECT string_agg(name || (book_version = version), ' ' ORDER BY name) FROM directory.personal_contact), 'Bobtrue Cyfalse Ditrue', 'each as it was');

-- Favourites: of external contacts, and so of several users.
DELETE FROM directory.external_contact;
SELECT test.is(test.came(jsonb_build_array(test.person('P', '+46709999999'), test.person('Q', '+46709999999'), test.person('R', '+46709999990')), NULL), 'ok 3 0 0 0', 'external ones');
CREATE TABLE test.ext AS SELECT test.external('P') AS p, test.external('Q') AS q, test.external('R') AS r;
CREATE FUNCTION test.likes() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u.username || ' ' || e.name || f.position, ', ' ORDER BY u.username, f.position) FROM directory.favourite AS f
	JOIN directory.app_user AS u ON u.id = f.owner JOIN directory.external_contact AS e ON e.id = f.ref WHERE f.kind = 'external'
$$;
CREATE FUNCTION test.liked_versions() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u.username || COALESCE(c.favourites_version, 1), ' ' ORDER BY u.username) FROM directory.app_user AS u LEFT JOIN directory.contact_choice AS c ON c.owner = u.id WHERE u.username IN ('ann', 'ben', 'sue', 'tom', 'wim')
$$;
-- ann, ben: Q alone; sue: both; tom: P alone; wim: Q, which he removes and sets again for P.
INSERT INTO directory.favourite (tenant, owner, kind, ref, position)
SELECT 1, test.who(x.who), 'external', CASE x.name WHEN 'P' THEN p WHEN 'Q' THEN q ELSE r END, x.position
FROM test.ext, (VALUES ('ann', 'R', 1), ('ann', 'Q', 2), ('ben', 'Q', 1), ('sue', 'P', 1), ('sue', 'Q', 2), ('tom', 'P', 1), ('wim', 'Q', 1)) AS x (who, name, position);
SELECT test.is(test.merge('contact_merge', p, q, NULL), 'ok', 'merged') FROM test.ext;
SELECT test.is(test.likes(), 'ann R1, ann P2, ben P1, sue P1, tom P1, wim P1', 'each has the one that stayed, once, in its place');
SELECT test.is(test.liked_versions(), 'ann2 ben2 sue2 tom1 wim2', 'those whose list has changed have another version of it');
SELECT test.is(test.merge('contact_unmerge', p, q, NULL), 'ok', 'undone at once') FROM test.ext;
SELECT test.is(test.likes(), 'ann R1, ann Q2, ben Q1, sue P1, sue Q2, tom P1, wim Q1', 'all is as it was');
SELECT test.is(test.liked_versions(), 'ann3 ben3 sue3 tom1 wim3', 'in another version');
SELECT test.is(test.merge('contact_merge', p, q, NULL), 'ok', 'merged again') FROM test.ext;
CREATE FUNCTION test.like(who text, what text, more text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', 1, '01'), ops.key('contacts', 1, test.who(who)::text)]);
	EXECUTE format('SELECT outcome FROM directory.%I(NULL, NULL, 1, %s, ''work'', %s)', what, test.who(who), more) INTO outcome;
	PERFORM ops.batch_end();
	RETURN outcome;
END $$;
UPDATE directory.tenant SET mode = 3;
SELECT test.is(test.like('ben', 'favourite_remove', '''external'', ' || p), 'ok', 'one takes it from the favourites') FROM test.ext;
SELECT test.is(test.like('sue', 'favourite_remove', '''external'', ' || p), 'ok', 'one who had both') FROM test.ext;
SELECT test.is(test.like('wim', 'favourite_remove', '''external'', ' || p), 'ok', 'one') FROM test.ext;
SELECT test.is(test.like('wim', 'favourite_put', '''external'', ' || p || ', NULL, NULL'), 'ok', 'sets it again') FROM test.ext;
SELECT test.is(test.like('ann', 'favourites_set', (directory.favourites_get(1, test.who('ann'), 'work') ->> 'version') || format(', ''[{"kind": "external", "ref": %s}, {"kind": "external", "ref": %s}]''', p, r)), 'ok', 'one orders them') FROM test.ext;
SELECT test.is(test.merge('contact_unmerge', p, q, NULL), 'ok', 'undone') FROM test.ext;
SELECT test.is(test.likes(), 'ann Q1, ann R2, tom P1, wim P1', 'nothing comes back that was taken away, nothing goes that was set since');
SELECT test.is((SELECT string_agg(action || COALESCE(' ' || (detail ->> 'other' = q::text), ''), ', ' ORDER BY id) FROM (SELECT * FROM ops.audit WHERE action LIKE 'external_contact%merge' ORDER BY id DESC LIMIT 2) AS a),
	'external_contact_merge true, external_contact_unmerge true', 'the log has both') FROM test.ext;
SELECT test.is((SELECT d.name FROM directory.external_contact AS c JOIN directory.external_contact AS d ON d.id = c.possible_duplicate_of WHERE c.name = 'Q'), 'P', 'the mark is back');
SELECT test.is((SELECT version FROM directory.external_contact WHERE name = 'Q'), 3::bigint, 'the version has risen by each');
SELECT test.is(test.merge('contact_merge', p, q, NULL), 'ok', 'merged') FROM test.ext;
SELECT test.is(directory.card_get(1, test.who('wim'), 'work', 'external', p) #- '{merged,at}' -> 'merged', jsonb_build_object('id', 'external:' || q, 'name', 'Q'), 'the card says with which') FROM test.ext;
SELECT test.is(test.merge('contact_unmerge', p, q), 'not_found', 'an external merge is no personal one') FROM test.ext;
SELECT test.is(test.merge('contact_unmerge', p, q, NULL), 'ok', 'undone') FROM test.ext;
SELECT test.is(test.merge('contact_apart', q, NULL, NULL), 'ok', 'told apart') FROM test.ext;
SELECT test.is(test.merge('contact_apart', q, NULL, NULL), 'ok', 'and once more') FROM test.ext;
SELECT test.is((SELECT version FROM directory.external_contact WHERE name = 'Q'), 5::bigint, 'the version rises once');
SELECT test.is((SELECT string_agg(key::text || COALESCE(detail ->> 'other', '-'), ' ') FROM ops.audit WHERE action = 'external_contact_keep_apart'), q::text || p, 'the log has the first') FROM test.ext;

-- A favourite that somebody sets while the merge runs: the merge finds it there.
SELECT test.connect('one');
SELECT test.run('one', format('BEGIN; INSERT INTO directory.favourite (tenant, owner, kind, ref, position) VALUES (1, %s, ''external'', %s, 9)', test.who('ann'), p)) FROM test.ext;
SELECT test.connect('two');
SELECT test.send('two', format('SELECT test.merge(''contact_merge'', %s, %s, NULL)', p, q)) FROM test.ext;
SELECT test.is(test.waits('two'), true, 'a merge waits for a favourite that is being set');
SELECT test.run('one', 'COMMIT');
SELECT test.is(test.answer('two'), 'ok', 'and finds it there');
SELECT test.is(test.likes(), 'ann R2, ann P9, tom P1, wim P1', 'once');

-- ---- chains ----

CREATE FUNCTION test.chains(first text[], second text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	was jsonb;
	likes text;
	between jsonb;
	ids bigint[];
BEGIN
	DELETE FROM directory.external_contact;
	PERFORM test.came(jsonb_build_array(test.person('A', '+46700000001', NULL, '{"notes": "a"}'), test.person('B', '+46700000002', 'b@x.example', '{"company": "B", "notes": "b"}'), test.person('C', '+46700000003', NULL, '{"company": "C", "title": "c"}')), NULL);
	INSERT INTO directory.favourite (tenant, owner, kind, ref, position) VALUES (1, test.who('ann'), 'external', test.external('B'), 1), (1, test.who('ben'), 'external', test.external('B'), 1), (1, test.who('ben'), 'external', test.external('C'), 2);
	was := test.all_external();
	likes := test.likes();
	ids := ARRAY[test.external(first[1]), test.external(first[2]), test.external(second[1]), test.external(second[2])];
	PERFORM test.is(test.merge('contact_merge', ids[1], ids[2], NULL), 'ok', format('%s→%s', first[2], first[1]));
	between := test.all_external();
	PERFORM test.is(test.merge('contact_merge', ids[3], ids[4], NULL), 'ok', format('%s→%s', second[2], second[1]));
	PERFORM test.is((SELECT count(*) FROM directory.external_contact), 1::bigint, 'one is left');
	PERFORM test.is(test.merge('contact_unmerge', ids[1], ids[2], NULL), 'not_found', 'the newest merge is undone first');
	PERFORM test.is(test.merge('contact_unmerge', ids[3], ids[4], NULL), 'ok', 'it is');
	PERFORM test.is(test.all_external(), between, 'the two are as they were');
	PERFORM test.is(test.merge('contact_unmerge', ids[1], ids[2], NULL), 'ok', 'then the other');
	PERFORM test.is(test.all_external(), was, 'all are as they were');
	PERFORM test.is(test.likes(), likes, 'and who likes them');
	PERFORM test.is((SELECT count(*) FROM directory.merged_contact WHERE owner IS NULL), 0::bigint, 'nothing of it is left');
END $$;
SELECT test.chains('{A,B}', '{A,C}');
SELECT test.chains('{A,B}', '{C,A}');
SELECT test.chains('{B,A}', '{C,B}');
SELECT test.merge('contact_merge', test.external('A'), test.external('B'), NULL);
SELECT test.merge('contact_merge', test.external('C'), test.external('A'), NULL);
SELECT test.is((SELECT count(*) FROM directory.merged_contact WHERE owner IS NULL), 2::bigint, 'two merges');
DELETE FROM directory.external_contact;
SELECT test.is((SELECT count(*) FROM directory.merged_contact WHERE owner IS NULL), 0::bigint, 'go with the contact that is left');

-- ---- bounds ----

DELETE FROM directory.personal_contact;
SELECT test.two();
UPDATE test.was SET ann = test.own('Ann'), bob = test.own('Bob');
CREATE FUNCTION test.bound(change text, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	was test.was;
BEGIN
	SELECT * INTO was FROM test.was;
	EXECUTE 'UPDATE directory.personal_contact SET ' || change || ' WHERE name = ''Ann''';
	PERFORM test.is(test.merge('contact_merge', was.ann, was.bob), 'too_many', what);
	PERFORM test.is((SELECT count(*) FROM directory.personal_contact), 2::bigint, 'both are there');
END $$;
SELECT test.bound('notes = repeat(''n'', 3999)', 'notes that would be too long');
SELECT test.bound('notes = '''', known_by = (SELECT jsonb_agg(''uid '' || gen_random_uuid()) FROM generate_series(1, 99))', 'more ids than a contact keeps');
SELECT test.bound('known_by = ''[]'', numbers = (SELECT jsonb_agg(jsonb_set(numbers -> 0, ''{number}'', to_jsonb(''+468123456'' || n))) FROM generate_series(10, 29) AS n)', 'more numbers');
UPDATE directory.personal_contact SET known_by = (SELECT jsonb_agg('uid urn:uuid:' || i) FROM generate_series(1, 100) AS i) WHERE name = 'Bob';
SELECT test.is(test.left_out(jsonb_build_array(test.person('Bob', '+46812345678', NULL, '{"known_by": ["uid urn:uuid:101"]}'))), '["Id urn:uuid:101: No more are kept."]', 'an import says which id it has no place for');

-- ---- 30 days ----

DELETE FROM directory.personal_contact;
SELECT test.two();
UPDATE test.was SET ann = test.own('Ann'), bob = test.own('Bob');
SELECT test.is(test.merge('contact_merge', ann, bob), 'ok Ann', 'and again') FROM test.was;
SELECT test.pass('30 days 1 second');
SELECT test.is(test.merge('contact_unmerge', ann, bob), 'not_found', 'after 30 days it stays') FROM test.was;
SELECT test.is(directory.card_get(1, test.who('ann'), 'agent', 'personal', ann) ->> 'merged', NULL, 'and is not offered') FROM test.was;
SELECT test.is(directory.contact_merge_sweep(10), 1::bigint, 'what it was is forgotten');
SELECT test.is(test.two(), 'ok 0 0 1 1 It is the same person as that of line 1: both are put together.', 'that both are one is not');
SELECT test.is(test.came(jsonb_build_array(test.person('Cy', '+46812345678'))), 'ok 1 0 0 0', 'another possible one');
SELECT test.is(test.merge('contact_merge', ann, test.own('Cy')), 'ok Ann', 'is merged, too') FROM test.was;
DELETE FROM directory.personal_contact;
SELECT test.is((SELECT count(*) FROM directory.merged_contact), 0::bigint, 'with the contact goes what it was');

-- ---- the country of national numbers ----

CREATE TABLE test.dialers AS SELECT * FROM voice.dialers(0, 0, 0, 100);
UPDATE directory.tenant SET default_country = 'DE';
SELECT test.is(directory.import_country(1, test.who('ann')), 'DE', 'without a site numbers of files are read in the default country');
SELECT test.is((SELECT count(*) FROM ((SELECT * FROM voice.dialers(0, 0, 0, 100) EXCEPT SELECT * FROM test.dialers) UNION ALL (SELECT * FROM test.dialers EXCEPT SELECT * FROM voice.dialers(0, 0, 0, 100))) AS d), 0::bigint, 'nothing that is dialled is');
SELECT test.is((SELECT count(*) > 0 FROM test.dialers), true, 'by users that there are');
INSERT INTO directory.site (tenant, id, name, country) VALUES (1, 900, 'Umeå', 'SE');
SELECT test.is(directory.import_country(1, test.who('ann')), 'DE', 'the first site is another user''s');
UPDATE directory.app_user SET site_id = 900 WHERE username = 'ann';
SELECT test.is(directory.import_country(1, test.who('ann')), 'SE', 'a user''s site comes first');
UPDATE directory.tenant SET default_country = NULL;
SELECT test.is(directory.import_country(1, test.who('ben')), 'SE', 'without a default one: the first site''s');

-- One that is known by name and company alone is known by them after a merge, too.
DELETE FROM directory.personal_contact;
SELECT test.is(test.came(jsonb_build_array(test.person('Ada', NULL, NULL, '{"company": "Acme"}'), test.person('Ida', '+46812345679') || '{"line": 2}')), 'ok 2 0 0 0', 'one without a number, one with one');
SELECT test.is(test.merge('contact_merge', test.own('Ada'), test.own('Ida')), 'ok Ada', 'merged');
SELECT test.is(test.came(jsonb_build_array(test.person('Ada', NULL, NULL, '{"company": "Acme"}'))), 'ok 0 0 1 0', 'the first one''s row finds it');

-- ---- deleted by their owner, and restored ----

DELETE FROM directory.personal_contact;
CREATE FUNCTION test.removal(what text, id bigint, owner text DEFAULT 'ann') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	a ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', 1, '01'), ops.key('contacts', 1, test.who(owner)::text)]);
	IF what = 'remove' THEN
		a := directory.personal_contact_write(NULL, NULL, 1, test.who(owner), id, (SELECT c.version FROM directory.personal_contact AS c WHERE c.id = removal.id), NULL);
	ELSE
		a := directory.contact_restore(NULL, NULL, 1, test.who(owner), id);
	END IF;
	PERFORM ops.batch_end();
	RETURN concat_ws(' ', a.outcome, a.body ->> 'name');
END $$;
SELECT test.is(test.two(), 'ok 2 0 0 0', 'two, of which one may be the other');
SELECT test.is(test.came(jsonb_build_array(test.person('Cid', '+46812345690'))), 'ok 1 0 0 0', 'and a third');
TRUNCATE test.was;
INSERT INTO test.was SELECT NULL, test.own('Ann'), test.own('Bob');
INSERT INTO directory.favourite (tenant, owner, kind, ref, position) SELECT 1, test.who('ann'), 'personal', ann, 7 FROM test.was;
SELECT test.is(test.merge('contact_merge', ann, test.own('Cid')), 'ok Ann', 'the third is merged into one of them') FROM test.was;
UPDATE test.was SET own = test.all_own();
CREATE TABLE test.version AS SELECT c.version FROM directory.personal_contact AS c JOIN test.was AS w ON c.id = w.ann;
SELECT test.is(test.removal('restore', ann), 'not_found', 'what was never deleted is not restored') FROM test.was;
SELECT test.is(test.removal('remove', ann), 'ok', 'its owner deletes it') FROM test.was;
SELECT test.is((SELECT string_agg(c.name, ' ') FROM directory.personal_contact AS c), 'Bob', 'and it is gone');
SELECT test.is((SELECT count(*) FROM directory.contact_term AS t JOIN test.was AS w ON t.kind = 'personal' AND t.ref = w.ann), 0::bigint, 'from what is found, too');
SELECT test.fails(format('SELECT directory.contact_restore(NULL, NULL, 1, %s, %s)', test.who('ann'), ann), 'P0004', 'restoring it needs the key of the contacts') FROM test.was;
SELECT test.is(test.removal('restore', ann, 'wim'), 'not_found', 'nobody else restores it') FROM test.was;
SELECT test.is(test.removal('restore', ann), 'ok Ann', 'its owner does') FROM test.was;
SELECT test.is(test.all_own(), own, 'with all that it had, and the mark of the one that may be it') FROM test.was;
SELECT test.is((SELECT array_agg(f.position) FROM directory.favourite AS f JOIN test.was AS w ON f.kind = 'personal' AND f.ref = w.ann), '{7}', 'in its place among the favourites');
SELECT test.is((SELECT c.version FROM directory.personal_contact AS c JOIN test.was AS w ON c.id = w.ann), (SELECT v.version + 1 FROM test.version AS v), 'with another version');
SELECT test.is(test.removal('restore', ann), 'not_found', 'once') FROM test.was;
SELECT test.is(test.merge('contact_unmerge', ann, (SELECT m.gone FROM directory.merged_contact AS m WHERE m.kept = ann)), 'ok Ann', 'the merge before can still be undone') FROM test.was;
-- What is decided since stays.
SELECT test.is(test.removal('remove', test.own('Bob')), 'ok', 'the duplicate is deleted, marked as one');
SELECT test.is(test.removal('remove', ann), 'ok', 'then the one that it may be') FROM test.was;
SELECT test.is(test.removal('remove', test.own('Cid')), 'ok', 'and another one');
SELECT test.is(test.removal('restore', bob), 'ok Bob', 'a duplicate is restored alone') FROM test.was;
SELECT test.is((SELECT c.possible_duplicate_of FROM directory.personal_contact AS c WHERE c.name = 'Bob'), NULL, 'as nobody''s duplicate while the other one is away');
-- Among the favourites it has its place again, whoever has taken it meanwhile; none where there are as many as there may be.
INSERT INTO directory.favourite (tenant, owner, kind, ref, position) SELECT 1, test.who('ann'), 'user', test.who('ben'), 7;
SELECT test.is(test.removal('restore', ann), 'ok Ann', 'the favourite comes back') FROM test.was;
SELECT test.is((SELECT array_agg(f.kind || f.position ORDER BY f.position) FROM directory.favourite AS f WHERE f.owner = test.who('ann')), '{personal7,user8}', 'before who has taken its place');
SELECT test.is(test.removal('remove', ann), 'ok', 'it goes once more') FROM test.was;
SET session_replication_role = replica; -- without the contacts themselves
INSERT INTO directory.favourite (tenant, owner, kind, ref, position) SELECT 1, test.who('ann'), 'external', n, n FROM generate_series(1000, 1498) AS n;
RESET session_replication_role;
SELECT test.is(test.removal('restore', ann), 'ok Ann', 'and comes back') FROM test.was;
SELECT test.is((SELECT count(*) FROM directory.favourite AS f WHERE f.owner = test.who('ann')), 500::bigint, 'but is no favourite beyond the last');
DELETE FROM directory.favourite WHERE owner = test.who('ann');
SELECT test.is(test.removal('remove', ann), 'ok', 'and goes') FROM test.was;
-- Ten minutes, then nothing of it is left.
SELECT test.pass(interval '10 minutes 1 second');
SELECT test.is(test.removal('restore', ann), 'not_found', 'after ten minutes it can''t be restored') FROM test.was;
SELECT test.is((SELECT count(*) FROM directory.removed_contact), 2::bigint, 'what was recorded of it');
SELECT test.is(directory.contact_merge_sweep(1), 1::bigint, 'is swept'), test.is(directory.contact_merge_sweep(1000), 1::bigint, 'some at a time');
SELECT test.is((SELECT count(*) FROM directory.removed_contact), 0::bigint, 'and is gone');
