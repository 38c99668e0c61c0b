-- upload_scan_claim: a file that is to be looked at for viruses, for a minute this caller's. No row: none is due. Waits for nobody.
CREATE OR REPLACE FUNCTION messaging.upload_scan_claim()
RETURNS TABLE (tenant bigint, id bigint, bytes bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	look_max CONSTANT integer := 20;
	at_now timestamptz := ops.clock();
	u messaging.upload;
BEGIN
	FOR u IN SELECT r.* FROM messaging.upload AS r WHERE r.state = 'scanning' AND r.due_at <= at_now ORDER BY r.due_at LIMIT look_max LOOP
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('upload', u.tenant, u.id::text));
		UPDATE messaging.upload AS r SET due_at = at_now + interval '1 minute', tries = r.tries + 1
		WHERE r.tenant = u.tenant AND r.id = u.id AND r.state = 'scanning' AND r.due_at <= at_now;
		CONTINUE WHEN NOT FOUND;
		RETURN QUERY SELECT u.tenant, u.id, string_agg(k.bytes, ''::bytea ORDER BY k.n) FROM messaging.file_chunk AS k
			WHERE k.tenant = u.tenant AND k.file = u.file;
		RETURN;
	END LOOP;
END $$;
