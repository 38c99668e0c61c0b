-- config_remove: what a tenant has and a file has not (`rows`: what the file made of it, by resource) is removed, those who
-- refer first; what others refer to stays and is told. Internal; see config_import.
CREATE OR REPLACE FUNCTION directory.config_remove(tenant bigint, actor bigint, actor_role text, origin jsonb, rows jsonb,
	OUT removed jsonb, OUT errors jsonb)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	done jsonb;
	n record;
BEGIN
	removed := '{}';
	errors := '[]';
	FOR n IN SELECT * FROM ops.config_nouns() AS c ORDER BY c.rank DESC, c.noun LOOP
		EXECUTE format('SELECT %I.resource_remove($1, $2, $3, $4, $5, $6)', n.schema) INTO done
		USING n.noun, tenant, actor, actor_role, origin,
			ARRAY(SELECT (p.value ->> 'id')::bigint FROM jsonb_array_elements(COALESCE(rows -> n.noun, '[]')) AS p);
		removed := removed || CASE WHEN done -> 'removed' <> '0' THEN jsonb_build_object(n.noun, done -> 'removed') ELSE '{}' END;
		errors := errors || COALESCE((SELECT jsonb_agg(e.value || jsonb_build_object('pointer', '/resources/' || n.noun))
			FROM jsonb_array_elements(done -> 'errors') AS e), '[]');
	END LOOP;
END $$;
