-- own_channel_problem: why a text that begins with this number has to be confirmed first: `own_channel`, or null. Read.
CREATE OR REPLACE FUNCTION messaging.own_channel_problem(tenant bigint, number text, confirm boolean)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN NOT $3 AND messaging.own_channel($1, $2) IS NOT NULL THEN 'own_channel' END
$$;
