-- book_person_take: what becomes of somebody of a book. one: {"uid", "item", "unsaid", "left_out"} or {"uid", "problem"}; person: what is known
-- of that uid; known: the contact that it is, or would be, here. Nothing is stored (book_people_store does). Returns {"uid", "action",
-- "name", "id", "problem", "left_out", "said": what the book says, "after": what the contact becomes}.
DROP FUNCTION IF EXISTS directory.book_person_take(directory.book_account, jsonb, jsonb, boolean); -- it looked for the person itself
CREATE OR REPLACE FUNCTION directory.book_person_take(a directory.book_account, one jsonb, person directory.book_person, known bigint, room boolean)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	said jsonb := directory.book_said(person.said, COALESCE(one -> 'item', '{}'), COALESCE(one -> 'unsaid', '[]'));
	problem text := COALESCE(one ->> 'problem', CASE WHEN NOT said ? 'name' THEN 'It has no name, company, e-mail address or number.' END);
	answer jsonb := jsonb_build_object('uid', one -> 'uid', 'left_out', CASE WHEN person.said IS DISTINCT FROM said THEN one -> 'left_out' END);
	before jsonb;
	after jsonb;
	action text;
BEGIN
	IF problem IS NOT NULL THEN
		RETURN answer || jsonb_build_object('action', 'skipped', 'problem', problem, 'said', person.said);
	END IF;
	answer := answer || jsonb_build_object('said', said, 'name', said -> 'name');
	IF known IS NULL AND person.uid IS NOT NULL THEN
		RETURN answer || CASE person.said WHEN said THEN '{"action": "unchanged"}'::jsonb ELSE '{"action": "skipped", "problem": "It was deleted here."}' END;
	ELSIF known IS NULL AND NOT room THEN
		RETURN answer || jsonb_build_object('action', 'skipped', 'problem', 'There are as many contacts as there may be.', 'said', NULL);
	ELSIF known IS NULL THEN
		RETURN answer || jsonb_build_object('action', 'added', 'after', said, 'id', nextval(pg_get_serial_sequence('directory.personal_contact', 'id'))::text);
	END IF;
	SELECT jsonb_build_object('name', c.name, 'company', c.company, 'department', c.department, 'title', c.title,
		'emails', c.emails, 'numbers', c.numbers, 'notes', c.notes)
	INTO before FROM directory.personal_contact AS c WHERE c.tenant = a.tenant AND c.owner = a.owner AND c.id = known;
	after := CASE person.said WHEN said THEN before ELSE directory.book_merged(before, person.said, said) END;
	action := CASE before WHEN after THEN 'unchanged' ELSE 'changed' END;
	answer := answer || jsonb_build_object('id', known::text, 'name', after -> 'name', 'after', CASE action WHEN 'changed' THEN after END);
	IF person.uid IS NULL AND EXISTS (SELECT FROM directory.book_person AS p
		WHERE p.tenant = a.tenant AND p.contact = known AND p.owner = a.owner AND p.book = a.book) THEN
		action := 'skipped';
		problem := format('It has the name and a number or an e-mail address of %s: both are one contact.', after ->> 'name');
	END IF;
	RETURN answer || jsonb_build_object('action', action, 'problem', problem);
END $$;
