-- send_end_parts: a carrier took parts of a message, each under an id of its own (SMPP): all of them, or, where `given`
-- is not `sent`, the first ones; the others never make it delivered. As send_end: receipts that came first are applied.
-- Keys: message; provider, of each id; conversation (of a failure: outbox_keys).
DROP FUNCTION IF EXISTS sms.send_end_parts(bigint, bigint, bigint, bigint, integer, bigint, text[]); -- it knew `sent` alone
CREATE OR REPLACE FUNCTION sms.send_end_parts(tenant bigint, id bigint, group_id bigint, epoch bigint,
	attempt integer, account bigint, provider_ids text[], given text DEFAULT 'sent', code text DEFAULT NULL,
	reason text DEFAULT NULL, retry_ms bigint DEFAULT NULL, OUT outcome text, OUT message bigint,
	OUT conversation bigint, OUT keys bigint[], OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	o sms.outbox;
	one text;
BEGIN
	SELECT * INTO o FROM sms.outbox AS r
	WHERE r.tenant = send_end_parts.tenant AND r.id = send_end_parts.id AND r.group_id = send_end_parts.group_id;
	IF NOT FOUND THEN
		outcome := 'gone';
		RETURN;
	END IF;
	message := o.message;
	conversation := o.conversation;
	given := sms.send_outcome(o, given, retry_ms);
	keys := sms.send_end_keys(o, given, account, provider_ids);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	keys := NULL;
	IF o.state <> 'sending' OR o.epoch <> send_end_parts.epoch OR o.attempt <> send_end_parts.attempt THEN
		outcome := CASE WHEN o.epoch <> send_end_parts.epoch THEN 'fenced' ELSE 'gone' END;
		RETURN;
	END IF;
	outcome := 'ok';
	INSERT INTO sms.sent_part (tenant, message, account, provider_id, at)
	SELECT o.tenant, o.message, send_end_parts.account, p, ops.batch_at() FROM unnest(provider_ids) AS p
	ON CONFLICT DO NOTHING;
	IF given NOT IN ('sent', 'retry') THEN
		INSERT INTO sms.sent_part (tenant, message, account, provider_id, state, at)
		VALUES (o.tenant, o.message, send_end_parts.account, '', 'lost', ops.batch_at()) ON CONFLICT DO NOTHING;
	END IF;
	FOREACH one IN ARRAY provider_ids LOOP
		PERFORM sms.sent_store(o, account, one);
	END LOOP;
	PERFORM sms.send_close(o, given, code, reason, retry_ms);
	FOREACH one IN ARRAY provider_ids LOOP
		PERFORM sms.receipts_apply(account, one);
	END LOOP;
	news := ops.news(mark);
END $$;
