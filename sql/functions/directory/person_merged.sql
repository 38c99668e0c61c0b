-- person_merged: what a contact becomes by one of a file: its texts are the file's, where the file says any. `whole`: its
-- numbers and addresses too, of a book that is the truth; else the file's are added to what somebody wrote down.
CREATE OR REPLACE FUNCTION directory.person_merged(held jsonb, given jsonb, whole boolean)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF held IS NULL OR whole THEN
		RETURN COALESCE(held || given, given);
	END IF;
	RETURN held || given || jsonb_build_object('numbers', directory.person_more(held -> 'numbers', given -> 'numbers', 'number', 20),
		'emails', directory.person_more(held -> 'emails', given -> 'emails', 'email', 10));
END $$;
