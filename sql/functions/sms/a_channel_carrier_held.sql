-- a_channel_carrier_held: texts of this channel that still have to be sent, counted to 1,000.
CREATE OR REPLACE FUNCTION sms.a_channel_carrier_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'text', count(*) FROM (SELECT FROM sms.outbox AS o JOIN sms.channel_carrier AS k ON k.tenant = o.tenant AND k.channel = o.channel
		WHERE k.tenant = $1 AND k.id = $2 LIMIT 1000) AS few
$$;
