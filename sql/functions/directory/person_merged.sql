-- person_merged: the result of importing `given` into the contact `held`; null: a new contact.
-- A contact that a person merged with another one (contact_merge): empty texts are filled, numbers and addresses are added, because no single line of a
-- file describes it. Otherwise the file's texts replace the contact's. `whole`: numbers and addresses are replaced, too; otherwise they are added.
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
