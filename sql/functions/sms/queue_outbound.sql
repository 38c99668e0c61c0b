-- queue_outbound: what still has to happen with a message that was just appended. The event is
-- the sender group's (kind 6). held_until: the end of quiet hours, for which it waits; one that does not wait takes with it
-- what is held before it (SMS-21, SMS-23). Internal, called by messaging.
DROP FUNCTION IF EXISTS sms.queue_outbound(bigint, bigint, bigint, bigint, bigint, timestamptz, text, bytea, smallint, boolean); -- it held nothing
CREATE OR REPLACE FUNCTION sms.queue_outbound(tenant bigint, channel bigint, conversation bigint,
	message bigint, seq bigint, message_at timestamptz, number text, number_hash bytea,
	segments smallint, exempt boolean, held_until timestamptz DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint := nextval('sms.outbox_id');
	carrier record;
BEGIN
	SELECT k.group_id, k.validity_ms INTO STRICT carrier FROM sms.channel_carrier AS k
	WHERE k.tenant = queue_outbound.tenant AND k.channel = queue_outbound.channel;
	INSERT INTO sms.outbox (tenant, id, group_id, channel, conversation, message, seq, message_at, number, number_hash,
		segments, not_before, valid_until, exempt, held_until)
	VALUES (tenant, made, carrier.group_id, channel, conversation, message, seq, message_at, number, number_hash,
		segments, COALESCE(held_until, message_at), COALESCE(held_until, message_at) + carrier.validity_ms * interval '1 millisecond', exempt,
		held_until);
	IF held_until IS NULL THEN
		PERFORM sms.holds_lift(tenant, channel, number);
	END IF;
	PERFORM ops.emit(tenant, 6, carrier.group_id, made);
	RETURN made;
END $$;
