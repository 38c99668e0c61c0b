-- book_people_store: what book_person_take has answered is carried out, each contact of it once: three statements, whatever it holds.
CREATE OR REPLACE FUNCTION directory.book_people_store(a directory.book_account, taken jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO directory.personal_contact (tenant, id, owner, name, company, department, title, emails, numbers, notes, book_version, possible_duplicate_of)
	SELECT a.tenant, (t.value ->> 'id')::bigint, a.owner, i.name, i.company, i.department, i.title, i.emails, i.numbers, i.notes, 1, (t.value ->> 'possible_duplicate_of')::bigint
	FROM jsonb_array_elements(taken) AS t CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.personal_contact, t.value -> 'after') AS i
	WHERE t.value ->> 'action' = 'added';
	UPDATE directory.personal_contact AS c SET name = i.name, company = i.company, department = i.department, title = i.title,
		emails = i.emails, numbers = i.numbers, notes = i.notes, version = c.version + 1,
		book_version = CASE c.book_version WHEN c.version THEN c.version + 1 ELSE c.book_version END
	FROM jsonb_array_elements(taken) AS t CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.personal_contact, t.value -> 'after') AS i
	WHERE t.value ->> 'action' <> 'added' AND t.value -> 'after' <> 'null' AND c.tenant = a.tenant AND c.owner = a.owner AND c.id = (t.value ->> 'id')::bigint;
	INSERT INTO directory.book_person (tenant, owner, book, uid, contact, said, round)
	SELECT a.tenant, a.owner, a.book, t.value ->> 'uid', (t.value ->> 'id')::bigint, t.value -> 'said', a.round
	FROM jsonb_array_elements(taken) AS t WHERE t.value -> 'said' <> 'null'
	ON CONFLICT ON CONSTRAINT book_person_pkey DO UPDATE SET said = excluded.said, round = excluded.round;
END $$;
