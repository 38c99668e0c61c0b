-- phone_licences: refuses a set-up of the phone that needs a licence which its user has not (422), and taking a licence that it
-- needs (409 with what refers) (SP-3). Internal.
CREATE OR REPLACE FUNCTION directory.phone_licences(before jsonb, after jsonb, softphone boolean)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	lacks record;
BEGIN
	SELECT n.licence, n.field, n.words INTO lacks FROM (VALUES
		('has_work', 'workplace_phone', softphone, 'The Work app as an agent''s phone needs a Work licence.'),
		('has_seat', 'workplace_phone', softphone, 'The Work app as an agent''s phone needs a seat.'),
		('has_seat', 'phone_mode', after ->> 'phone_mode' <> 'workspace', 'An agent''s calls go elsewhere only with a seat.'),
		('has_seat', 'agent_device', (after ->> 'agent_device')::boolean, 'A device of the agent extension needs a seat.')) AS n (licence, field, needed, words)
	WHERE n.needed AND NOT (after ->> n.licence)::boolean LIMIT 1;
	IF NOT FOUND THEN
		RETURN;
	ELSIF (before ->> lacks.licence)::boolean AND before -> lacks.field = after -> lacks.field THEN
		PERFORM ops.resource_refuse('referenced', lacks.licence, lacks.words,
			jsonb_build_object('referenced_by', jsonb_build_array(jsonb_build_object('kind', lacks.field, 'count', 1, 'names', jsonb_build_array(after -> lacks.field)))));
	END IF;
	PERFORM directory.refuse_both(lacks.field, lacks.licence, lacks.words);
END $$;
