-- meeting_problem: why an address is no template of meetings (CT-10); null: it is one. {room} stands once, behind the host, where
-- nobody can guess it from what others see; no other name stands in braces.
CREATE OR REPLACE FUNCTION directory.meeting_problem(template text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN template !~ '^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/|\?|#|$)' THEN 'Must begin with https:// and a host without placeholders.'
		WHEN template !~ '^[!-~]+$' THEN 'Must be of printable ASCII characters without spaces.'
		WHEN replace(template, '{room}', '') ~ '[{}<>"]' THEN 'The one placeholder there is {room}.'
		WHEN length(template) - length(replace(template, '{room}', '')) <> length('{room}') THEN 'Must hold {room} once.'
		END
$$;
