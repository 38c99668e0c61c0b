-- config_counts: how many things of each resource a tenant has; those with none are left out. Internal.
CREATE OR REPLACE FUNCTION directory.config_counts(tenant bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	counts jsonb := '{}';
	held bigint;
	n record;
BEGIN
	FOR n IN SELECT * FROM ops.config_nouns() LOOP
		EXECUTE format('SELECT %I.resource_count(%L, $1)', n.schema, n.noun) INTO held USING tenant;
		IF held > 0 THEN
			counts := counts || jsonb_build_object(n.noun, held);
		END IF;
	END LOOP;
	RETURN counts;
END $$;
