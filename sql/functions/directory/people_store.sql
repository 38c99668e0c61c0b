-- people_store: carries out a plan (people_plan): two statements, whatever it holds. Added contacts have an `id` already. Internal.
CREATE OR REPLACE FUNCTION directory.people_store(tenant bigint, owner bigint, plan jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF owner IS NULL THEN
		INSERT INTO directory.external_contact (tenant, id, name, company, department, title, emails, numbers, notes, known_by, possible_duplicate_of)
		SELECT people_store.tenant, (p.value ->> 'id')::bigint, i.name, COALESCE(i.company, ''), COALESCE(i.department, ''), COALESCE(i.title, ''),
			COALESCE(i.emails, '[]'), COALESCE(i.numbers, '[]'), COALESCE(i.notes, ''), COALESCE(i.known_by, '[]'), (p.value #>> '{may_be,id}')::bigint
		FROM jsonb_array_elements(plan) AS p CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.external_contact, p.value -> 'after') AS i
		WHERE p.value ->> 'action' = 'added';
		UPDATE directory.external_contact AS e SET name = i.name, company = i.company, department = i.department, title = i.title,
			emails = i.emails, numbers = i.numbers, notes = i.notes, known_by = i.known_by, version = e.version + (p.value ->> 'action' = 'changed')::integer
		FROM jsonb_array_elements(plan) AS p CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.external_contact, p.value -> 'after') AS i
		WHERE p.value ->> 'action' IN ('changed', 'unchanged') AND p.value -> 'before' <> p.value -> 'after' AND e.tenant = people_store.tenant AND e.id = (p.value ->> 'id')::bigint;
		RETURN;
	END IF;
	INSERT INTO directory.personal_contact (tenant, id, owner, name, company, department, title, emails, numbers, notes, known_by, possible_duplicate_of)
	SELECT people_store.tenant, (p.value ->> 'id')::bigint, people_store.owner, i.name, COALESCE(i.company, ''), COALESCE(i.department, ''), COALESCE(i.title, ''),
		COALESCE(i.emails, '[]'), COALESCE(i.numbers, '[]'), COALESCE(i.notes, ''), COALESCE(i.known_by, '[]'), (p.value #>> '{may_be,id}')::bigint
	FROM jsonb_array_elements(plan) AS p CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.personal_contact, p.value -> 'after') AS i
	WHERE p.value ->> 'action' = 'added';
	UPDATE directory.personal_contact AS c SET name = i.name, company = i.company, department = i.department, title = i.title,
		emails = i.emails, numbers = i.numbers, notes = i.notes, known_by = i.known_by, version = c.version + (p.value ->> 'action' = 'changed')::integer
	FROM jsonb_array_elements(plan) AS p CROSS JOIN LATERAL jsonb_populate_record(NULL::directory.personal_contact, p.value -> 'after') AS i
	WHERE p.value ->> 'action' IN ('changed', 'unchanged') AND p.value -> 'before' <> p.value -> 'after' AND c.tenant = people_store.tenant AND c.owner = people_store.owner
		AND c.id = (p.value ->> 'id')::bigint;
END $$;
