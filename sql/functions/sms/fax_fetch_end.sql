-- fax_fetch_end: the file of a fax that came: bytes with type and hash; or why not, and after how long it is tried again (null: never).
-- outcome: ok; gone (deleted, or another has it). Keys: fax, file (the hash in hexadecimal).
CREATE OR REPLACE FUNCTION sms.fax_fetch_end(tenant bigint, id bigint, claim bigint, type text, sha256 bytea, bytes bytea, reason text, again_ms bigint,
	OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	f sms.fax;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('fax', tenant, id::text));
	END IF;
	UPDATE sms.fax AS r SET
		fetch_state = CASE WHEN bytes IS NOT NULL THEN 'stored' WHEN again_ms IS NULL THEN 'failed' ELSE 'wanted' END,
		fetch_reason = fax_fetch_end.reason, fetch_url = CASE WHEN bytes IS NULL THEN r.fetch_url END,
		due_at = CASE WHEN bytes IS NULL THEN ops.clock() + again_ms * interval '1 ms' END
	WHERE r.tenant = fax_fetch_end.tenant AND r.id = fax_fetch_end.id AND r.fetch_claim = fax_fetch_end.claim AND r.fetch_state = 'wanted' RETURNING r.* INTO f;
	outcome := CASE WHEN f.id IS NULL THEN 'gone' ELSE 'ok' END;
	IF f.id IS NOT NULL AND bytes IS NOT NULL THEN
		PERFORM messaging.fax_file_add(f.tenant, f.owner, f.id,
			'fax-' || to_char(f.at AT TIME ZONE 'UTC', 'YYYY-MM-DD') || CASE type WHEN 'image/tiff' THEN '.tiff' WHEN 'image/png' THEN '.png' ELSE '.pdf' END,
			type, sha256, bytes);
	END IF;
END $$;
