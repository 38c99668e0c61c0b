-- person_merged: what a contact becomes when a file has it again: `held` stands here, null: nobody; `given` is the file's.
-- A contact that a person merged with another one (contact_merge): empty texts are filled, numbers and addresses are added, for no single line of a file
-- describes it. Otherwise texts are the file's, and `whole` says whether numbers and addresses are, too, or are added.
CREATE OR REPLACE FUNCTION directory.person_merged(held jsonb, given jsonb, whole boolean)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	known_most CONSTANT integer := 100;
	known_by jsonb;
BEGIN
	IF held IS NULL THEN
		RETURN given;
	END IF;
	IF given ? 'known_by' THEN
		known_by := COALESCE(held -> 'known_by', '[]');
		known_by := known_by || COALESCE((SELECT jsonb_agg(k.value ORDER BY k.n) FILTER (WHERE jsonb_array_length(known_by) + k.n <= known_most)
			FROM (SELECT g.value, row_number() OVER (ORDER BY g.n) AS n FROM jsonb_array_elements(given -> 'known_by') WITH ORDINALITY AS g (value, n)
				WHERE NOT known_by @> g.value) AS k), '[]');
		held := held || jsonb_build_object('known_by', known_by);
	END IF;
	given := given - 'known_by';
	IF held -> 'known_by' @? '$[*] ? (!(@ starts with "uid "))' THEN
		given := given - ARRAY(SELECT t.key FROM jsonb_each_text(held) AS t WHERE t.key IN ('name', 'company', 'department', 'title', 'notes') AND t.value <> '');
	ELSIF whole THEN
		RETURN held || given;
	END IF;
	RETURN held || given || jsonb_strip_nulls(jsonb_build_object('numbers', directory.person_more(held -> 'numbers', given -> 'numbers', 'number', 20),
		'emails', directory.person_more(held -> 'emails', given -> 'emails', 'email', 10)));
END $$;
