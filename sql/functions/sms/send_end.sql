-- send_end: what became of a send. given: sent (with provider_id), retry (after retry_ms; past
-- its validity it is expired), failed, rejected, unknown, opted_out (the carrier's own block,
-- which blocks here too: SMS-20). A receipt that came first is applied (rule 17).
-- outcome: ok; known (sent, and a receipt, or the same call, has stored it already); gone (ended
-- otherwise before, or taken over); fenced; moved (with keys).
-- Keys: message; provider (with provider_id); conversation (of a failure: outbox_keys).
CREATE OR REPLACE FUNCTION sms.send_end(tenant bigint, id bigint, group_id bigint, epoch bigint,
	attempt integer, given text, account bigint, provider_id text, code text, reason text,
	retry_ms bigint, OUT outcome text, OUT message bigint, OUT conversation bigint,
	OUT keys bigint[], OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	o sms.outbox;
BEGIN
	SELECT * INTO o FROM sms.outbox AS r
	WHERE r.tenant = send_end.tenant AND r.id = send_end.id AND r.group_id = send_end.group_id;
	IF NOT FOUND THEN
		outcome := CASE WHEN given = 'sent' AND EXISTS (SELECT FROM sms.sent AS s WHERE s.account = send_end.account
			AND s.provider_id = send_end.provider_id AND s.tenant = send_end.tenant) THEN 'known' ELSE 'gone' END;
		RETURN;
	END IF;
	message := o.message;
	conversation := o.conversation;
	given := sms.send_outcome(o, given, retry_ms);
	keys := sms.send_end_keys(o, given, account, CASE WHEN given = 'sent' THEN ARRAY[provider_id] END);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	keys := NULL;
	IF o.state <> 'sending' OR o.epoch <> send_end.epoch OR o.attempt <> send_end.attempt THEN
		outcome := CASE WHEN o.epoch <> send_end.epoch THEN 'fenced' ELSE 'gone' END;
		RETURN;
	END IF;
	outcome := 'ok';
	IF given = 'sent' THEN
		PERFORM sms.sent_store(o, account, provider_id);
	END IF;
	PERFORM sms.send_close(o, given, code, reason, retry_ms);
	IF given = 'sent' THEN
		PERFORM sms.receipts_apply(account, provider_id);
	END IF;
	news := ops.news(mark);
END $$;
