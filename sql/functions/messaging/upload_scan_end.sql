-- upload_scan_end: what the scanner said of a file: clean, found (it is refused, and its bytes go), failed (it is asked again, later
-- each time). outcome: ok; gone (nobody waits for it any more). Keys: upload.
CREATE OR REPLACE FUNCTION messaging.upload_scan_end(tenant bigint, id bigint, verdict text, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	u messaging.upload;
	hash text;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('upload', tenant, id::text));
	END IF;
	SELECT * INTO u FROM messaging.upload AS r
	WHERE r.tenant = upload_scan_end.tenant AND r.id = upload_scan_end.id AND r.state = 'scanning';
	outcome := CASE WHEN FOUND THEN 'ok' ELSE 'gone' END;
	hash := (SELECT encode(f.sha256, 'hex') FROM messaging.file AS f WHERE f.tenant = u.tenant AND f.id = u.file);
	IF verdict = 'clean' THEN
		UPDATE messaging.upload AS r SET state = 'stored', due_at = NULL WHERE r.tenant = u.tenant AND r.id = u.id;
	ELSIF verdict = 'found' AND pg_try_advisory_xact_lock(ops.key('file', tenant, COALESCE(hash, ''))) THEN
		UPDATE messaging.upload AS r SET state = 'refused', reason = 'It holds what the virus scanner refuses.', file = NULL, due_at = NULL
		WHERE r.tenant = u.tenant AND r.id = u.id;
		PERFORM messaging.file_drop(tenant, u.file);
	ELSE
		UPDATE messaging.upload AS r SET due_at = ops.clock() + least(r.tries, 20) * interval '15 seconds'
		WHERE r.tenant = u.tenant AND r.id = u.id;
	END IF;
END $$;
