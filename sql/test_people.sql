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
SELECT test.is(test.came(jsonb_build_array(test.person('A', '+46701234567', 'a@x.example'), test.person('A', NULL, 'new@x.example'))), 'ok 1 1 0 0', 'an address is added to who is known by number');
SELECT test.is((SELECT numbers -> 0 ->> 'number' || ' ' || (emails -> 0 ->> 'email') FROM directory.personal_contact WHERE name = 'A' AND numbers <> '[]'), '+46701234567 a@x.example', 'and nothing is lost');
SELECT test.is(test.came(jsonb_build_array(test.person('A1', '+46701234567'), test.person('A2', NULL, 'a@x.example') || '{"line": 2}')), 'ok 0 1 0 1', 'of two rows of one contact the first counts');
SELECT test.is(test.came(jsonb_build_array('{"line": 7, "problem": "why"}'::jsonb)), 'ok 0 0 0 1 why', 'what could not be read is told');
SELECT test.is((SELECT count(*) FROM directory.contact_entry WHERE kind = 'personal'), (SELECT count(*) FROM directory.personal_contact), 'each can be found');
SELECT test.is(test.came(jsonb_build_array(test.person('P', '+46709999999')), NULL), 'ok 1 0 0 0', 'an external contact');
SELECT test.is(test.came(jsonb_build_array(test.person('P', '+46709999999') #- '{item,numbers}' || jsonb_build_object('item', jsonb_build_object('name', 'P', 'company', 'PAG', 'numbers',
	'[{"label": "Phone", "kind": "phone", "number": "+46709999999", "shown": "x"}, {"label": "Fax", "kind": "fax", "number": "+46709999998", "shown": "y"}]'::jsonb))), NULL), 'ok 0 1 0 0', 'its numbers are the file''s');
SELECT test.is((SELECT company || jsonb_array_length(numbers) FROM directory.external_contact), 'PAG2', 'as a whole');
SELECT test.is((SELECT count(*) FROM ops.audit WHERE action = 'external_contact_import'), 2::bigint, 'the log says it of external ones alone');
SELECT test.is(directory.people_all(1, test.who('ann')) LIKE '%b@x.example%', true, 'one''s own go out');
