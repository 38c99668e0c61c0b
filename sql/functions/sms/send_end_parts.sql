-- send_end_parts: a carrier took a message as several parts, each under an id of its own (SMPP). As send_end with
-- `sent`: receipts that came first are applied. Keys: message; provider, of each id.
CREATE OR REPLACE FUNCTION sms.send_end_parts(tenant bigint, id bigint, group_id bigint, epoch bigint,
	attempt integer, account bigint, provider_ids text[], OUT outcome text, OUT message bigint,
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
	keys := ARRAY(SELECT DISTINCT k FROM unnest(provider_ids) AS p, unnest(sms.send_end_keys(o, 'sent', account, p)) AS k);
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
	FOREACH one IN ARRAY provider_ids LOOP
		PERFORM sms.sent_store(o, account, one);
	END LOOP;
	PERFORM sms.outbox_close(o, 'sent', NULL, NULL);
	FOREACH one IN ARRAY provider_ids LOOP
		PERFORM sms.receipts_apply(account, one);
	END LOOP;
	news := ops.news(mark);
END $$;
