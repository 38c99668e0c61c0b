-- media_fail: a file could not be fetched. again_ms: it is tried again after that; null: it is shown as failed, and waits for
-- somebody who asks for it again. outcome: ok; gone (as media_store). Keys: conversation.
CREATE OR REPLACE FUNCTION sms.media_fail(tenant bigint, id bigint, claim bigint, reason text, again_ms bigint,
	OUT outcome text, OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz := ops.clock();
BEGIN
	UPDATE sms.media AS m SET state = CASE WHEN again_ms IS NULL THEN 'failed' ELSE 'wanted' END,
		due_at = at_now + COALESCE(again_ms, 0) * interval '1 ms'
	WHERE m.tenant = media_fail.tenant AND m.id = media_fail.id AND m.claim = media_fail.claim AND m.state = 'fetching';
	outcome := CASE WHEN FOUND THEN 'ok' ELSE 'gone' END;
	IF outcome = 'ok' AND again_ms IS NULL THEN
		PERFORM messaging.attachment_set(tenant, id, 'failed', reason, NULL, NULL);
		news := ops.news(mark);
	END IF;
END $$;
