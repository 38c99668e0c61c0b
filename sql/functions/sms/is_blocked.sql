-- is_blocked: whether texts of this number by this channel are offered to nobody (SMS-24).
CREATE OR REPLACE FUNCTION sms.is_blocked(tenant bigint, channel bigint, number_hash bytea)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM sms.blocked_number AS b WHERE b.tenant = is_blocked.tenant
		AND b.number_hash = is_blocked.number_hash AND (b.channel_id IS NULL OR b.channel_id = is_blocked.channel));
END $$;
