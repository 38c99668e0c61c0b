-- config_rows: all things of one resource, a line of JSON each: objects, or with `as_rows` lists, the first one of which
-- has the fields' names. Outcomes: ok, too_many (longer than 32 MiB).
CREATE OR REPLACE FUNCTION directory.config_rows(noun text, tenant bigint, as_rows boolean)
RETURNS TABLE (outcome text, body text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part text;
BEGIN
	EXECUTE format('SELECT COALESCE(string_agg(x.item::text, E''\n'' ORDER BY x.ordinality), '''')
		FROM %I.resource_export(%L, $1, $2) WITH ORDINALITY AS x (item)',
		(SELECT c.schema FROM ops.config_nouns() AS c WHERE c.noun = config_rows.noun), noun) INTO part USING tenant, as_rows;
	RETURN QUERY SELECT CASE WHEN octet_length(part) > 32 * 1024 * 1024 THEN 'too_many' ELSE 'ok' END,
		CASE WHEN octet_length(part) <= 32 * 1024 * 1024 THEN part END;
END $$;
