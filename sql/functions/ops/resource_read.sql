-- resource_read: one thing (`id`; of `ask`, who asks) or a page (`ask`, see resource_list) of a resource. Acts for the schema
-- whose function calls it. `tenant` null: of all tenants. Outcomes: ok, not_found, bad_request.
CREATE OR REPLACE FUNCTION ops.resource_read(schema text, noun text, tenant bigint, id bigint, ask jsonb)
RETURNS ops.answer
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	item jsonb;
BEGIN
	IF id IS NULL THEN
		RETURN ops.resource_list(of, tenant, ask);
	END IF;
	item := ops.resource_item(of, tenant, id);
	IF ops.resource_seen(of) IS NOT NULL THEN
		EXECUTE format('SELECT $3 FROM %s AS v WHERE v.tenant = $1 AND v.id = $2 AND %s($1, $4, $5, v)', of, ops.resource_seen(of))
		INTO item USING tenant, id, item, (ask #>> '{who,actor}')::bigint, ask #>> '{who,role}';
	END IF;
	RETURN ROW (CASE WHEN item IS NULL THEN 'not_found' ELSE 'ok' END, item, NULL, NULL)::ops.answer;
END $$;
