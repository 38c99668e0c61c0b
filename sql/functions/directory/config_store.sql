-- config_store: a file's resources into the tenant, in the order in which they refer to each other; ends with the first
-- resource that has errors, for those behind it would have them in consequence. Answers {"rows": {noun: plan}, "errors":
-- {noun: [...]}, "unset": [...]}. Internal; see config_import.
CREATE OR REPLACE FUNCTION directory.config_store(tenant bigint, actor bigint, actor_role text, origin jsonb, resources jsonb, csv boolean)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	rows_ jsonb := '{}';
	unset jsonb := '[]';
	done jsonb;
	n record;
BEGIN
	FOR n IN SELECT * FROM ops.config_nouns() AS c WHERE resources ? c.noun ORDER BY c.rank, c.noun LOOP
		EXECUTE format('SELECT %I.resource_import($1, $2, $3, $4, $5, $6, $7)', n.schema) INTO done
		USING n.noun, tenant, actor, actor_role, origin, resources -> n.noun, csv;
		rows_ := rows_ || jsonb_build_object(n.noun, done -> 'plan');
		unset := unset || COALESCE((SELECT jsonb_agg(jsonb_build_object('resource', n.noun, 'id', p.id, 'name', p.name, 'fields', done -> 'unset') ORDER BY p.n)
			FROM jsonb_to_recordset(done -> 'plan') AS p (n integer, id text, name text, did text)
			WHERE p.did = 'created' AND done -> 'unset' <> '[]'), '[]');
		IF done -> 'errors' <> '[]' THEN
			RETURN jsonb_build_object('rows', rows_, 'unset', unset, 'errors', jsonb_build_object(n.noun, done -> 'errors'));
		END IF;
	END LOOP;
	RETURN jsonb_build_object('rows', rows_, 'unset', unset, 'errors', '{}'::jsonb);
END $$;
