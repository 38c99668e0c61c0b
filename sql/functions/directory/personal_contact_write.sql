-- personal_contact_write: one's own personal contact is made (`id` null), changed (the members of `item` alone), or
-- removed (`item` null; contact_restore restores it), by the version that was read (CT-5). Nothing of it stands in the audit log.
-- Keys: contacts, command. Outcomes: created, ok (body: personal_contact_json), not_found, stale_version, too_many, invalid.
CREATE OR REPLACE FUNCTION directory.personal_contact_write(command bytea, fingerprint bytea, tenant bigint, owner bigint,
	id bigint, version bigint, item jsonb)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := 20000;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	now_ directory.personal_contact;
	field text;
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	SELECT * INTO now_ FROM directory.personal_contact AS p
	WHERE p.tenant = personal_contact_write.tenant AND p.owner = personal_contact_write.owner AND p.id = personal_contact_write.id;
	outcome := CASE WHEN id IS NOT NULL AND now_.id IS NULL THEN 'not_found'
		WHEN id IS NOT NULL AND now_.version <> personal_contact_write.version THEN 'stale_version'
		WHEN id IS NULL AND (SELECT count(*) FROM directory.personal_contact AS p
			WHERE p.tenant = personal_contact_write.tenant AND p.owner = personal_contact_write.owner) >= most THEN 'too_many' END;
	IF outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome,
			CASE outcome WHEN 'stale_version' THEN jsonb_build_object('state', directory.personal_contact_json(now_)) END));
	END IF;
	BEGIN
		IF item IS NULL THEN
			PERFORM directory.contact_removed(tenant, owner, now_.id);
			DELETE FROM directory.personal_contact AS p WHERE p.tenant = personal_contact_write.tenant AND p.id = now_.id;
		ELSIF id IS NULL THEN
			INSERT INTO directory.personal_contact (tenant, owner, name, company, department, title, emails, numbers, notes)
			SELECT personal_contact_write.tenant, personal_contact_write.owner, i.name, COALESCE(i.company, ''), COALESCE(i.department, ''),
				COALESCE(i.title, ''), COALESCE(i.emails, '[]'), COALESCE(i.numbers, '[]'), COALESCE(i.notes, '')
			FROM jsonb_populate_record(NULL::directory.personal_contact, item) AS i
			RETURNING * INTO now_;
		ELSE
			UPDATE directory.personal_contact AS p SET name = i.name, company = i.company, department = i.department, title = i.title,
				emails = i.emails, numbers = i.numbers, notes = i.notes, version = p.version + 1
			FROM jsonb_populate_record(now_, item - '{tenant,id,owner,version}'::text[]) AS i
			WHERE p.tenant = personal_contact_write.tenant AND p.id = now_.id
			RETURNING p.* INTO now_;
		END IF;
	EXCEPTION WHEN check_violation THEN
		GET STACKED DIAGNOSTICS field = CONSTRAINT_NAME;
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'invalid',
			ops.wrong_field(regexp_replace(field, '^personal_contact_|_check$', '', 'g'), ops.rule_words('directory.personal_contact'::regclass, field))));
	END;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN id IS NULL THEN 'created' ELSE 'ok' END,
		CASE WHEN item IS NOT NULL THEN directory.personal_contact_json(now_) END));
END $$;
