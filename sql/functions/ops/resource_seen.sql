-- resource_seen: a resource's own function <schema>.a_<noun>_seen(tenant, actor, role, row): whether this one may see a row, where
-- not every one whom the route lets in may see all of them; null where it has none.
CREATE OR REPLACE FUNCTION ops.resource_seen(of regclass)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT p.oid::regproc::text FROM pg_class AS c
	JOIN pg_proc AS p ON p.pronamespace = c.relnamespace AND p.proname = c.relname || '_seen'
	WHERE c.oid = of
$$;
