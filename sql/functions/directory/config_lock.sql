-- config_lock: takes the locks that an import needs, all in one statement (consistency.md, 1): the configuration's, and
-- what each owner asks for. The batch holds the command's key alone by then. Internal.
CREATE OR REPLACE FUNCTION directory.config_lock(tenant bigint, nouns text[], resources jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	wanted bigint[] := ARRAY[ops.key('config', tenant, '')];
	more bigint[];
	n record;
BEGIN
	FOR n IN SELECT * FROM ops.config_nouns() AS c WHERE c.noun = ANY (nouns) LOOP
		EXECUTE format('SELECT %I.resource_keys($1, $2, $3)', n.schema) INTO more
		USING n.noun, tenant, COALESCE(resources -> n.noun, '[]');
		wanted := wanted || more;
	END LOOP;
	IF cardinality(wanted) > 5000 THEN
		PERFORM ops.resource_refuse('too_many', NULL, 'At most 5,000 agents who were ever logged in can be changed at once.');
	END IF;
	PERFORM pg_advisory_xact_lock(k.key)
	FROM (SELECT DISTINCT w.key FROM unnest(wanted) AS w (key) ORDER BY w.key) AS k;
	PERFORM set_config('trunkline.keys', (COALESCE(NULLIF(current_setting('trunkline.keys', true), ''), '{}')::bigint[] || wanted)::text, true);
END $$;
