-- event_body: event_json as the text that is signed and sent. Read.
CREATE OR REPLACE FUNCTION hooks.event_body(source text, tenant bigint, event bigint, at timestamptz, kind integer,
	key bigint, type text)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN hooks.event_json(source, tenant, event, at, kind, key, type)::text;
END $$;
