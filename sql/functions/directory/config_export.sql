-- config_export: the tenant's whole configuration as one file: each resource in the order of its name, each thing on a
-- line of its own, so that two files compare. Outcomes: ok, too_many (longer than 32 MiB).
CREATE OR REPLACE FUNCTION directory.config_export(tenant bigint)
RETURNS TABLE (outcome text, body text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	parts text[] := '{}';
	part text;
	bytes bigint := 0;
	n record;
BEGIN
	FOR n IN SELECT * FROM ops.config_nouns() AS c ORDER BY c.noun COLLATE "C" LOOP
		EXECUTE format('SELECT COALESCE(string_agg(E''\n'' || x.item::text, '','' ORDER BY x.ordinality) || E''\n'', '''')
			FROM %I.resource_export(%L, $1, false) WITH ORDINALITY AS x (item)', n.schema, n.noun) INTO part USING tenant;
		bytes := bytes + octet_length(part);
		IF bytes > 32 * 1024 * 1024 THEN
			RETURN QUERY SELECT 'too_many', NULL::text;
			RETURN;
		END IF;
		parts := parts || format('%s: [%s]', to_jsonb(n.noun), part);
	END LOOP;
	part := format(E'{"format": "trunkline-configuration", "format_version": 1, "resources": {\n%s\n}}\n', array_to_string(parts, E',\n'));
	RETURN QUERY SELECT CASE WHEN octet_length(part) > 32 * 1024 * 1024 THEN 'too_many' ELSE 'ok' END,
		CASE WHEN octet_length(part) <= 32 * 1024 * 1024 THEN part END;
END $$;
