-- number_key_keep: as number_key_keep_2, for an smsgw of an older release, which has one key.
CREATE OR REPLACE FUNCTION ops.number_key_keep(given text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN ops.number_key_keep_2(ARRAY[given]) = 1;
END $$;
