-- resource_remove: removes all things of a resource but those with the ids `keep`. What others refer to, or what may not
-- go, stays and is told; 100 of them end it. Acts for the schema whose function calls it.
-- Answers {"removed": how many, "errors": [{"type", "name", "detail"}]}. Keys: config.
CREATE OR REPLACE FUNCTION ops.resource_remove(schema text, noun text, tenant bigint, actor bigint, actor_role text, origin jsonb,
	keep bigint[])
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	granted CONSTANT text := ops.resource_hook(schema, noun, 'granted', 'bigint,jsonb,bigint,jsonb,jsonb');
	hook CONSTANT text := ops.resource_hook(schema, noun, 'saved', 'bigint,bigint,bigint,jsonb,jsonb,jsonb');
	key CONSTANT text[] := ops.config_key(of);
	errors jsonb := '[]';
	held jsonb;
	count integer := 0;
	words text;
	detail text;
	one record;
BEGIN
	IF key = '{}' THEN
		RETURN '{"removed": 0, "errors": []}';
	END IF;
	FOR one IN EXECUTE format('SELECT v.id, %s AS item FROM %s AS v WHERE v.tenant = $1 AND v.id <> ALL ($2) ORDER BY v.id',
		ops.resource_shown(of, NULL, false), of) USING tenant, keep
	LOOP
		BEGIN
			IF granted IS NOT NULL THEN
				EXECUTE format('SELECT %s($1, $2, $3, NULL, $4)', granted) USING tenant, ops.resource_who(actor, actor_role, origin), one.id, one.item;
			END IF;
			held := ops.resource_references(schema, noun, tenant, one.id);
			IF held <> '[]' THEN
				PERFORM ops.resource_refuse('referenced', NULL, 'Others refer to it: ' || (SELECT string_agg(format('%s %s',
					r.value ->> 'count', r.value ->> 'kind'), ', ') FROM jsonb_array_elements(held) AS r));
			END IF;
			PERFORM ops.resource_store(of, tenant, one.id, NULL);
			IF hook IS NOT NULL THEN
				EXECUTE format('SELECT %s($1, $2, $3, NULL, $4, NULL)', hook) USING tenant, one.id, actor, one.item;
			END IF;
			PERFORM ops.audit_add(tenant, actor, actor_role, noun || '_delete', 8, one.id,
				jsonb_build_object('resource', noun) || origin || jsonb_build_object('before', one.item, 'after', NULL));
			count := count + 1;
		EXCEPTION WHEN SQLSTATE 'TL001' OR foreign_key_violation THEN
			GET STACKED DIAGNOSTICS words = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
			errors := errors || (CASE WHEN SQLSTATE = 'TL001' THEN jsonb_build_object('type', detail::jsonb ->> 'outcome', 'detail', words)
				ELSE jsonb_build_object('type', 'referenced', 'detail', 'Others refer to it.') END || jsonb_build_object('name', ops.config_name(one.item, key)));
			EXIT WHEN jsonb_array_length(errors) >= 100;
		END;
	END LOOP;
	RETURN jsonb_build_object('removed', count, 'errors', errors);
END $$;
