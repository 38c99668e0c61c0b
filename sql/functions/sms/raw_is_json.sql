-- raw_is_json: whether the bytes of a carrier's call are meant as JSON: a form never begins with a bracket, nor does a frame.
CREATE OR REPLACE FUNCTION sms.raw_is_json(raw bytea)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT ltrim(encode(substr(raw, 1, 64), 'escape'), E' \t\r\n') ~ '^[\[{]'
$$;
