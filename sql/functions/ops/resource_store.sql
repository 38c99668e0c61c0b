-- resource_store: the row itself: made (`id` null), changed (the fields of `item` alone), or removed
-- (`item` null). A field that the view does not let through (an expression) is its hook's to write.
-- Answers the id. Internal: resource_write catches what the constraints say.
CREATE OR REPLACE FUNCTION ops.resource_store(of regclass, tenant bigint, id bigint, item jsonb)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	fields text[] := (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute AS a
		WHERE a.attrelid = of AND a.attnum > 0 AND item ? a.attname::text AND a.attname NOT IN ('tenant', 'id', 'version')
			AND pg_column_is_updatable(of, a.attnum, true));
	made bigint := id;
BEGIN
	PERFORM ops.lists_judge(of, item);
	IF item IS NULL THEN
		EXECUTE format('DELETE FROM %s AS v WHERE v.tenant = $1 AND v.id = $2', of) USING tenant, id;
	ELSIF id IS NULL THEN
		EXECUTE format('INSERT INTO %1$s (tenant%2$s) SELECT $1%3$s FROM jsonb_populate_record(NULL::%1$s, $2) AS n RETURNING id',
			of, (SELECT string_agg(format(', %I', f), '') FROM unnest(fields) AS f),
			(SELECT string_agg(format(', n.%I', f), '') FROM unnest(fields) AS f))
		INTO made USING tenant, item;
	ELSE
		EXECUTE format('UPDATE %1$s AS v SET %2$sversion = v.version + 1 FROM jsonb_populate_record(NULL::%1$s, $3) AS n
			WHERE v.tenant = $1 AND v.id = $2', of,
			(SELECT string_agg(format('%1$I = n.%1$I, ', f), '') FROM unnest(fields) AS f))
		USING tenant, id, item;
	END IF;
	RETURN made;
END $$;
