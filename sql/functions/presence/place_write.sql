-- place_write: one's own place where one works is made (`id` null), changed (the members of `item` alone) or removed (`item` null). Where one is
-- at a place that goes, one is nowhere confirmed. Nothing of it stands in the audit log. Keys: agent, command.
-- Outcomes: created, ok (body: place_json), not_found, too_many, invalid, name_taken.
CREATE OR REPLACE FUNCTION presence.place_write(command bytea, fingerprint bytea, tenant bigint, user_id bigint, id bigint, item jsonb)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := 10;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	now_ presence.place;
	field text;
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	SELECT * INTO now_ FROM presence.place AS p
	WHERE p.tenant = place_write.tenant AND p.user_id = place_write.user_id AND p.id = place_write.id;
	outcome := CASE WHEN id IS NOT NULL AND now_.id IS NULL THEN 'not_found'
		WHEN id IS NULL AND (SELECT count(*) FROM presence.place AS p
			WHERE p.tenant = place_write.tenant AND p.user_id = place_write.user_id) >= most THEN 'too_many' END;
	IF outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, NULL));
	END IF;
	BEGIN
		IF item IS NULL THEN
			UPDATE presence.location AS l SET place = NULL, confirmed = false, version = l.version + 1
			WHERE l.tenant = place_write.tenant AND l.user_id = place_write.user_id AND l.place = now_.id;
			DELETE FROM presence.place AS p WHERE p.tenant = place_write.tenant AND p.id = now_.id;
		ELSIF id IS NULL THEN
			INSERT INTO presence.place (tenant, user_id, name, country, region, city, postal_code, street, house_number, additional)
			SELECT place_write.tenant, place_write.user_id, i.name, i.country, COALESCE(i.region, ''), i.city, COALESCE(i.postal_code, ''),
				i.street, COALESCE(i.house_number, ''), COALESCE(i.additional, '')
			FROM jsonb_populate_record(NULL::presence.place, item) AS i
			RETURNING * INTO now_;
		ELSE
			UPDATE presence.place AS p SET name = i.name, country = i.country, region = i.region, city = i.city, postal_code = i.postal_code,
				street = i.street, house_number = i.house_number, additional = i.additional, version = p.version + 1
			FROM jsonb_populate_record(now_, item - '{tenant,id,user_id,network,version}'::text[]) AS i
			WHERE p.tenant = place_write.tenant AND p.id = now_.id
			RETURNING p.* INTO now_;
		END IF;
	EXCEPTION WHEN check_violation THEN
		GET STACKED DIAGNOSTICS field = CONSTRAINT_NAME;
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'invalid',
			ops.wrong_field(regexp_replace(field, '^place_', ''), ops.rule_words('presence.place'::regclass, field))));
	WHEN unique_violation THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'name_taken', ops.wrong_field('name', 'Is the name of another place of yours.')));
	END;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN id IS NULL THEN 'created' ELSE 'ok' END,
		CASE WHEN item IS NOT NULL THEN presence.place_json(now_, NULL) END));
END $$;
