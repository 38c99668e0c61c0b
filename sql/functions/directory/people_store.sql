-- people_store: a plan (people_plan) is carried out: two statements, whatever it holds. Internal.
CREATE OR REPLACE FUNCTION directory.people_store(tenant bigint, owner bigint, plan jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF owner IS NULL THEN
		INSERT INTO directory.external_contact (tenant, name, company, department, title, emails, numbers, notes)
		SELECT people_store.tenant, i.name, COALESCE(i.company, ''), COALESCE(i.department, ''), COALESCE(i.title, ''),
			COALESCE(i.emails, '[]'), COALESCE(i.numbers, '[]'), COALESCE(i.notes, '')
		FROM jsonb_array_elements(plan) AS p CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.external_contact, p.value -> 'after') AS i
		WHERE p.value ->> 'action' = 'added';
		UPDATE directory.external_contact AS e SET name = i.name, company = i.company, department = i.department, title = i.title,
			emails = i.emails, numbers = i.numbers, notes = i.notes, version = e.version + 1
		FROM jsonb_array_elements(plan) AS p CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.external_contact, p.value -> 'after') AS i
		WHERE p.value ->> 'action' = 'changed' AND e.tenant = people_store.tenant AND e.id = (p.value ->> 'id')::bigint;
		RETURN;
	END IF;
	INSERT INTO directory.personal_contact (tenant, owner, name, company, department, title, emails, numbers, notes)
	SELECT people_store.tenant, people_store.owner, i.name, COALESCE(i.company, ''), COALESCE(i.department, ''), COALESCE(i.title, ''),
		COALESCE(i.emails, '[]'), COALESCE(i.numbers, '[]'), COALESCE(i.notes, '')
	FROM jsonb_array_elements(plan) AS p CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.personal_contact, p.value -> 'after') AS i
	WHERE p.value ->> 'action' = 'added';
	UPDATE directory.personal_contact AS c SET name = i.name, company = i.company, department = i.department, title = i.title,
		emails = i.emails, numbers = i.numbers, notes = i.notes, version = c.version + 1
	FROM jsonb_array_elements(plan) AS p CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.personal_contact, p.value -> 'after') AS i
	WHERE p.value ->> 'action' = 'changed' AND c.tenant = people_store.tenant AND c.owner = people_store.owner AND c.id = (p.value ->> 'id')::bigint;
END $$;
