-- file_release: another owner refers to a file no more: its bytes go unless somebody else does. Where somebody works on the same
-- bytes they stay, which file_drop finds at the next who lets go. Called by voice. Waits for nobody.
CREATE OR REPLACE FUNCTION messaging.file_release(tenant bigint, file bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	hash text := (SELECT encode(f.sha256, 'hex') FROM messaging.file AS f WHERE f.tenant = file_release.tenant AND f.id = file_release.file);
BEGIN
	IF hash IS NOT NULL AND pg_try_advisory_xact_lock(ops.key('file', tenant, hash)) THEN
		PERFORM messaging.file_drop(tenant, file);
	END IF;
END $$;
