-- config_snapshot: what there is of some resources, for the difference that an import makes: {"queue": [...]}. One with more
-- than 20,000 things is left out. Internal.
CREATE OR REPLACE FUNCTION directory.config_snapshot(tenant bigint, nouns text[])
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	seen jsonb := '{}';
	items jsonb;
	held bigint;
	n record;
BEGIN
	FOR n IN SELECT * FROM ops.config_nouns() AS c WHERE c.noun = ANY (nouns) LOOP
		EXECUTE format('SELECT %I.resource_count(%L, $1)', n.schema, n.noun) INTO held USING tenant;
		IF held <= 20000 THEN
			EXECUTE format('SELECT COALESCE(jsonb_agg(x), ''[]'') FROM %I.resource_export(%L, $1, false) AS x', n.schema, n.noun)
			INTO items USING tenant;
			seen := seen || jsonb_build_object(n.noun, items);
		END IF;
	END LOOP;
	RETURN seen;
END $$;
