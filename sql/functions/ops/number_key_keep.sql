-- number_key_keep: whether `given` is the check value of the key under whose hashes opt-outs are
-- kept (consistency.md, 31). The first one given is kept for good; of two at once, one.
-- Keys: none; inserts only.
CREATE OR REPLACE FUNCTION ops.number_key_keep(given text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO ops.setting (name, value) VALUES ('number_key_check', given) ON CONFLICT DO NOTHING;
	RETURN EXISTS (SELECT FROM ops.setting AS s WHERE s.name = 'number_key_check' AND s.value = given);
END $$;
