-- upload_drop: forgets an upload, and its bytes where nobody else has them. False: somebody works on either. Waits for nobody.
-- Internal.
CREATE OR REPLACE FUNCTION messaging.upload_drop(tenant bigint, id bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	hash text;
	gone bigint;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('upload', tenant, id::text)) THEN
		RETURN false;
	END IF;
	SELECT encode(f.sha256, 'hex') INTO hash FROM messaging.upload AS u JOIN messaging.file AS f ON f.tenant = u.tenant AND f.id = u.file
	WHERE u.tenant = upload_drop.tenant AND u.id = upload_drop.id;
	-- Who stores the same file for another message holds its key.
	IF hash IS NOT NULL AND NOT pg_try_advisory_xact_lock(ops.key('file', tenant, hash)) THEN
		RETURN false;
	END IF;
	DELETE FROM messaging.upload AS u WHERE u.tenant = upload_drop.tenant AND u.id = upload_drop.id RETURNING u.file INTO gone;
	IF gone IS NOT NULL THEN
		PERFORM messaging.file_drop(tenant, gone);
	END IF;
	RETURN true;
END $$;
