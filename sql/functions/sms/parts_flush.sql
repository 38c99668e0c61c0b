-- parts_flush: shows a message whose parts did not all come, its gaps marked (SMS-8).
-- outcome: accepted, or not_due (also when it was shown before). Columns as accept_inbound.
-- Keys: conversation ("<channel>:<number>"), customer_number.
CREATE OR REPLACE FUNCTION sms.parts_flush(tenant bigint, set_id bigint, OUT outcome text,
	OUT conversation bigint, OUT seq bigint, OUT message bigint, OUT message_at timestamptz,
	OUT version bigint, OUT interaction bigint, OUT interaction_new boolean,
	OUT interaction_version bigint, OUT customer_known boolean, OUT agent bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	s sms.part_set;
	made record;
BEGIN
	interaction_new := false;
	SELECT * INTO s FROM sms.part_set AS r WHERE r.tenant = parts_flush.tenant AND r.id = parts_flush.set_id;
	IF s.id IS NULL OR s.message IS NOT NULL OR s.first_at + interval '10 minutes' > ops.clock() THEN
		outcome := 'not_due';
		RETURN;
	END IF;
	IF sms.is_blocked(tenant, s.channel, s.number, s.number_hash) THEN -- meanwhile (SMS-24, CT-12)
		SELECT * INTO made FROM sms.blocked_accept(tenant, s.channel, s.number, sms.part_text(s), NULL, s.number_hash, NULL);
	ELSE
		SELECT * INTO made FROM messaging.append(tenant, s.channel, s.number, sms.part_text(s), s.number_hash);
		PERFORM sms.client_text(tenant, s.channel, s.number, made.conversation, made.seq, made.message_at);
	END IF;
	UPDATE sms.part_set AS r
	SET conversation = made.conversation, seq = made.seq, message = made.message, message_at = made.message_at
	WHERE r.tenant = s.tenant AND r.id = s.id;
	outcome := 'accepted';
	conversation := made.conversation;
	seq := made.seq;
	message := made.message;
	message_at := made.message_at;
	version := 1;
	interaction := made.interaction;
	interaction_new := made.opened;
	interaction_version := CASE WHEN made.opened THEN 1 END;
	customer_known := made.customer IS NOT NULL;
	agent := made.agent;
END $$;
