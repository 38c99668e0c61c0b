-- phone_licences: refuses a set-up of the phone that needs a licence which its user has not (422), and taking licences that it
-- needs (409 with all settings that refer to them) (SP-3). Internal.
CREATE OR REPLACE FUNCTION directory.phone_licences(before jsonb, after jsonb, softphone boolean)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	lacks record; -- the first setting in want of a licence, and what stands for all whose licence is taken
BEGIN
	WITH lacking AS (
		SELECT n.*, COALESCE((before ->> n.licence)::boolean AND before -> n.field = after -> n.field, false) AS taken
		FROM (VALUES
			(1, 'has_work', 'workplace_phone', softphone, 'The Work app as an agent''s phone needs a Work licence.'),
			(2, 'has_seat', 'workplace_phone', softphone, 'The Work app as an agent''s phone needs a seat.'),
			(3, 'has_seat', 'phone_mode', after ->> 'phone_mode' <> 'workspace', 'An agent''s calls go elsewhere only with a seat.'),
			(4, 'has_seat', 'agent_device', (after ->> 'agent_device')::boolean, 'A device of the agent extension needs a seat.')) AS n (nth, licence, field, needed, words)
		WHERE n.needed AND NOT (after ->> n.licence)::boolean
	)
	SELECT l.licence, l.field, l.words, l.taken, (SELECT string_agg(a.words, ' ' ORDER BY a.nth) FROM lacking AS a WHERE a.taken) AS all_words,
		(SELECT jsonb_agg(jsonb_build_object('pointer', '/' || a.licence, 'detail', a.words) ORDER BY a.nth)
			FROM (SELECT b.licence, min(b.nth) AS nth, string_agg(b.words, ' ' ORDER BY b.nth) AS words FROM lacking AS b WHERE b.taken GROUP BY b.licence) AS a) AS errors,
		(SELECT jsonb_agg(jsonb_build_object('kind', a.field, 'count', 1, 'names', jsonb_build_array(after -> a.field)) ORDER BY a.nth)
			FROM (SELECT b.field, min(b.nth) AS nth FROM lacking AS b WHERE b.taken GROUP BY b.field) AS a) AS settings
	INTO lacks FROM lacking AS l ORDER BY l.nth LIMIT 1;
	IF NOT FOUND THEN
		RETURN;
	ELSIF lacks.taken THEN
		PERFORM ops.resource_refuse('referenced', NULL, lacks.all_words, jsonb_build_object('errors', lacks.errors, 'referenced_by', lacks.settings));
	END IF;
	PERFORM directory.refuse_both(lacks.field, lacks.licence, lacks.words);
END $$;
