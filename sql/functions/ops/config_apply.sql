-- config_apply: rows of a file (config_plan) made or changed, all in a few statements, with the resource's hooks and the
-- audit log. Answers the plan. What can't be is an exception: config_try finds whose.
CREATE OR REPLACE FUNCTION ops.config_apply(schema text, noun text, tenant bigint, actor bigint, actor_role text, origin jsonb,
	rows jsonb, how jsonb)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	granted CONSTANT text := ops.resource_hook(schema, noun, 'granted', 'bigint,jsonb,bigint,jsonb,jsonb');
	hook CONSTANT text := ops.resource_hook(schema, noun, 'saved', 'bigint,bigint,bigint,jsonb,jsonb,jsonb');
	plan CONSTANT jsonb := ops.config_plan(schema, noun, tenant, rows, how);
	planned CONSTANT text := 'jsonb_to_recordset($2) AS p (id bigint, item jsonb, was jsonb, changes boolean, n integer)';
	after CONSTANT text := format('JOIN (SELECT v.id, %s AS shown FROM %s AS v WHERE v.tenant = $1) AS a ON a.id = p.id',
		ops.resource_shown(of, NULL, false), of);
	cols text;
	values_ text;
	sets text;
BEGIN
	PERFORM ops.texts_judge(of, r.value -> 'item', r.value -> 'was') FROM jsonb_array_elements(plan) AS r;
	SELECT string_agg(format(', %I', c.field), ''),
		string_agg(format(', CASE WHEN p.item ? %1$L THEN r.%1$I ELSE %2$s END', c.field, ops.config_default(of, c.field)), ''),
		string_agg(format('%1$I = CASE WHEN p.item ? %1$L THEN r.%1$I ELSE v.%1$I END, ', c.field), '') FILTER (WHERE NOT c.secret)
	INTO cols, values_, sets
	FROM (SELECT f.field, false AS secret FROM ops.config_fields(of) AS f WHERE pg_column_is_updatable(of, f.n, true)
		UNION ALL
		SELECT a.attname, true FROM pg_attribute AS a WHERE a.attrelid = of AND a.attnum > 0 AND col_description(of, a.attnum) = 'secret') AS c;
	IF granted IS NOT NULL THEN
		EXECUTE format('SELECT %s($1, $3, p.id, p.item, p.was) FROM %s WHERE p.changes ORDER BY p.n', granted, planned)
		USING tenant, plan, ops.resource_who(actor, actor_role, origin);
	END IF;
	IF EXISTS (SELECT FROM jsonb_array_elements(plan) AS p WHERE p.value -> 'was' = 'null') THEN
		EXECUTE format('INSERT INTO %1$s (tenant, id%2$s) SELECT $1, p.id%3$s FROM %4$s
			CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, p.item) AS r WHERE p.was IS NULL ORDER BY p.n', of, cols, values_, planned)
		USING tenant, plan;
	END IF;
	EXECUTE format('UPDATE %1$s AS v SET %2$s version = v.version + 1 FROM %3$s
		CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, p.item) AS r
		WHERE v.tenant = $1 AND v.id = p.id AND p.was IS NOT NULL AND p.changes', of, sets, planned)
	USING tenant, plan;
	IF hook IS NOT NULL THEN
		PERFORM set_config('trunkline.importing', 'on', true);
		EXECUTE format('SELECT %s($1, p.id, $3, p.item, p.was, a.shown) FROM %s %s WHERE p.changes ORDER BY p.n', hook, planned, after)
		USING tenant, plan, actor;
		PERFORM set_config('trunkline.importing', '', true);
	END IF;
	-- What is judged at the end of a transaction is judged here, where its row is known.
	SET CONSTRAINTS ALL IMMEDIATE;
	SET CONSTRAINTS ALL DEFERRED;
	EXECUTE format('SELECT ops.audit_add($1, $3, $4, CASE WHEN p.was IS NULL THEN %L ELSE %L END, 8, p.id,
			$5 || jsonb_build_object(''before'', p.was, ''after'', a.shown)) FROM %s %s WHERE p.changes',
		noun || '_create', noun || '_update', planned, after)
	USING tenant, plan, actor, actor_role, jsonb_build_object('resource', noun) || origin;
	RETURN plan;
END $$;
