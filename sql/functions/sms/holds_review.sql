-- holds_review: the quiet hours of a channel (of each that knows some: null) have changed: what it holds is judged again by the next
-- sweep (holds_due), which takes the messages' keys. Inserts only.
CREATE OR REPLACE FUNCTION sms.holds_review(tenant bigint, channel bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO sms.hold_review (tenant, channel)
	SELECT k.tenant, k.channel FROM sms.channel_carrier AS k
	WHERE holds_review.channel IS NULL AND k.quiet_hours <> 'off' OR k.tenant = holds_review.tenant AND k.channel = holds_review.channel;
END $$;
