-- resource_item: one row of a resource as the API shows it; null: there is none. Without `live`: as the
-- audit log keeps it. `tenant` null: whosever it is.
CREATE OR REPLACE FUNCTION ops.resource_item(of regclass, tenant bigint, id bigint, live boolean DEFAULT true)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	item jsonb;
BEGIN
	EXECUTE format('SELECT %s FROM %s AS v WHERE %s v.id = $2', ops.resource_shown(of, NULL, live), of,
		CASE WHEN tenant IS NOT NULL THEN 'v.tenant = $1 AND' END)
	INTO item USING tenant, id;
	RETURN item;
END $$;
