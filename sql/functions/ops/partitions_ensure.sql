-- partitions_ensure: makes the missing months of all partitioned tables, from two months back
-- to three months ahead; answers how many. Called by sql/apply, and by presenced once an hour.
CREATE OR REPLACE FUNCTION ops.partitions_ensure()
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	since timestamptz := ops.clock() - interval '2 months';
	until timestamptz := ops.clock() + interval '3 months';
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('partitions', 0, 'all'));
	RETURN ops.partitions_make(since, until) + directory.partitions_make(since, until)
		+ presence.partitions_make(since, until) + routing.partitions_make(since, until)
		+ sms.partitions_make(since, until) + messaging.partitions_make(since, until)
		+ hooks.partitions_make(since, until);
END $$;
