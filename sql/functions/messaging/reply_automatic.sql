-- reply_automatic: queues a text that no agent wrote: a rule's reply, a closing text, the one
-- confirmation of an opt-out (`exempt` from the block). False: the customer has opted out or is on a block list (SMS-24), their country
-- may not be sent to, or the channel can't send. Internal, called by routing and sms. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.reply_automatic(tenant bigint, conversation bigint, text text,
	exempt boolean)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
	m record;
	held timestamptz;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = reply_automatic.tenant AND r.id = reply_automatic.conversation;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, conversation));
	END IF;
	IF c.kind = 'voice' THEN -- nobody would read it
		RETURN false;
	END IF;
	IF c.kind = 'chat' THEN -- the visitor's page shows it
		PERFORM messaging.append_to(tenant, conversation, 'out', NULL, text, NULL, NULL, NULL, NULL);
		RETURN true;
	END IF;
	IF NOT exempt AND (messaging.opted_out(c) OR c.owner IS NULL AND sms.block_json(c.tenant, c.channel, c.number_hash) IS NOT NULL) THEN
		RETURN false;
	END IF;
	IF NOT sms.country_sends(c.tenant, c.country) OR NOT EXISTS (SELECT FROM sms.v_channel AS v
		WHERE v.tenant = c.tenant AND v.channel = c.channel) THEN
		RETURN false;
	END IF;
	held := CASE WHEN NOT exempt THEN messaging.held_until(c) END;
	SELECT * INTO m FROM messaging.append_to(tenant, conversation, 'out', NULL, text, NULL, CASE WHEN held IS NULL THEN 'queued' ELSE 'held' END,
		NULL, messaging.segments_of(text));
	PERFORM sms.queue_outbound(tenant, c.channel, conversation, m.message, m.seq, m.message_at, c.number,
		c.number_hash, messaging.segments_of(text), exempt, held);
	RETURN true;
END $$;
