-- extensions_kept: what is dialled for help, so that no extension is called so: the numbers that mobile phones know everywhere, and those that
-- the organisation has added. A call to such an extension would go to the emergency service. Read.
CREATE OR REPLACE FUNCTION directory.extensions_kept(tenant bigint)
RETURNS SETOF text
LANGUAGE sql STABLE
AS $$
	SELECT unnest('{000,112,911,999}'::text[] || t.emergency_numbers) FROM directory.tenant AS t WHERE t.id = $1
$$;
