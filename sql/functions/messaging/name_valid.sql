-- name_valid: whether a text can be a person's name: 1 to 200 characters, one of them visible, no
-- control characters, and none that turn the direction of what stands around it.
CREATE OR REPLACE FUNCTION messaging.name_valid(name text)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT COALESCE(length(btrim($1)), 0) BETWEEN 1 AND 200
		AND $1 !~ '[\u0001-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]'
		-- Not only spaces, joiners, marks and letters that show nothing.
		AND $1 ~ ('[^ \u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f'
			'\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]')
$$;
