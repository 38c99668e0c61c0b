-- hook_key_take: a hook's key that is written as it is, is known by its hash until smsgw seals it; one that is sealed comes with its hash, and nothing else
-- of it stays, nor the column's default.
CREATE OR REPLACE FUNCTION ops.hook_key_take()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NEW.secret IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.secret IS DISTINCT FROM OLD.secret) THEN
		NEW.hook_key := NULL;
	ELSIF NEW.hook_key IS NOT NULL THEN
		NEW.hook_key_hash := sha256(convert_to(NEW.hook_key, 'UTF8'));
		NEW.secret := NULL;
		NEW.box := NULL;
	END IF;
	RETURN NEW;
END $$;
