-- case_title: the title of a case that nobody has given one: what it is of, and the day in the organisation's time zone. Internal.
CREATE OR REPLACE FUNCTION messaging.case_title(tenant bigint, kind text, at timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT CASE $2 WHEN 'chat' THEN 'Chat of ' WHEN 'voice' THEN 'Call of ' ELSE 'SMS of ' END
		|| to_char($3 AT TIME ZONE COALESCE((SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = $1), 'UTC'), 'YYYY-MM-DD')
$$;
