-- shard_add: one shard more; no tenant is in it yet. Answers its number.
CREATE OR REPLACE FUNCTION routing.shard_add()
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('shard', 0, '')); -- two at a time would make one
	SELECT COALESCE(max(h.thing), 0) + 1 INTO made FROM ops.holder_list('shard') AS h;
	PERFORM ops.holder_add('shard', made);
	RETURN made;
END $$;
