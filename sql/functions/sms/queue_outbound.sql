-- queue_outbound: what still has to happen with a message that was just appended. The event is
-- the sender group's (kind 6). Internal, called by messaging. Inserts only.
CREATE OR REPLACE FUNCTION sms.queue_outbound(tenant bigint, channel bigint, conversation bigint,
	message bigint, seq bigint, message_at timestamptz, number text, number_hash bytea,
	segments smallint, exempt boolean)
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
		segments, not_before, valid_until, exempt)
	VALUES (tenant, made, carrier.group_id, channel, conversation, message, seq, message_at, number, number_hash,
		segments, message_at, message_at + carrier.validity_ms * interval '1 millisecond', exempt);
	PERFORM ops.emit(tenant, 6, carrier.group_id, made);
	RETURN made;
END $$;
