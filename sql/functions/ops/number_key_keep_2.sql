-- number_key_keep_2: how many keys of a chain the hashes under which opt-outs are kept have (consistency.md, 31); 0: they have
-- others. `checks`: the check value of each beginning of the chain, the shortest first; the last one given first is kept, and
-- replaced by trunklinectl number-key rotate alone, for which this waits. Keys: none.
CREATE OR REPLACE FUNCTION ops.number_key_keep_2(checks text[])
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	kept text;
BEGIN
	-- Also asked on connections that only read, which wait for no disk and no standby.
	PERFORM set_config('synchronous_commit', 'off', true);
	INSERT INTO ops.setting (name, value) VALUES ('number_key_check', checks[cardinality(checks)]) ON CONFLICT DO NOTHING;
	SELECT s.value INTO kept FROM ops.setting AS s WHERE s.name = 'number_key_check' FOR SHARE;
	RETURN COALESCE(array_position(checks, kept), 0);
END $$;
