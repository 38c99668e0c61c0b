-- licence_judge: refuses a user a licence of which the organisation has no more (SP-2): one that they get, or hold again. `before` is {} of a new
-- one. Keys: config.
CREATE OR REPLACE FUNCTION directory.licence_judge(tenant bigint, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	wants record;
	held jsonb;
BEGIN
	FOR wants IN SELECT * FROM (VALUES ('has_seat', 'seats', 'seats'), ('has_work', 'work_licences', 'Work licences')) AS l (field, name, words)
		WHERE (after ->> l.field)::boolean AND NOT (after ->> 'disabled')::boolean
			AND NOT (COALESCE((before ->> l.field)::boolean, false) AND NOT (before ->> 'disabled')::boolean) LOOP
		held := COALESCE(held, directory.licences(tenant));
		IF (held ->> (wants.name || '_used'))::integer > (held ->> wants.name)::integer THEN
			PERFORM ops.resource_refuse('licence_gone', wants.field, format('The organisation has %s %s, and all of them are held.', held ->> wants.name, wants.words));
		END IF;
	END LOOP;
END $$;
