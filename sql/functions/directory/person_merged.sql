-- person_merged: what a contact becomes by one of a file: its texts are the file's, where the file says any. `whole`: its
-- numbers and addresses too, of a book that is the truth; else the file's are added to what somebody wrote down.
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
		IF NOT known_by @> (given -> 'known_by') AND jsonb_array_length(known_by) + jsonb_array_length(given -> 'known_by') <= known_most THEN
			known_by := known_by || (given -> 'known_by');
		END IF;
		held := held || jsonb_build_object('known_by', known_by);
		given := given - 'known_by';
	END IF;
	IF whole THEN
		RETURN held || given;
	END IF;
	RETURN held || given || jsonb_strip_nulls(jsonb_build_object('numbers', directory.person_more(held -> 'numbers', given -> 'numbers', 'number', 20),
		'emails', directory.person_more(held -> 'emails', given -> 'emails', 'email', 10)));
END $$;
