-- media_store: a file was fetched: its bytes and what shows them, in one commit. outcome: ok; gone (erased, or its fetch took
-- so long that another has it). Keys: conversation, file (the hash in hexadecimal).
CREATE OR REPLACE FUNCTION sms.media_store(tenant bigint, id bigint, claim bigint, type text, sha256 bytea, bytes bytea,
	OUT outcome text, OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
BEGIN
	DELETE FROM sms.media AS m WHERE m.tenant = media_store.tenant AND m.id = media_store.id AND m.claim = media_store.claim
		AND m.state = 'fetching';
	outcome := CASE WHEN FOUND THEN 'ok' ELSE 'gone' END;
	IF outcome = 'ok' THEN
		PERFORM messaging.attachment_set(tenant, id, 'stored', NULL, type, messaging.file_store(tenant, sha256, bytes));
		news := ops.news(mark);
	END IF;
END $$;
