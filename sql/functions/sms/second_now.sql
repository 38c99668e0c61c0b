-- second_now: the account of the second carrier, where that sends for a channel now (SMS-34); null: the first does. One that
-- does not hold the channel's number never sends (SMS-12).
CREATE OR REPLACE FUNCTION sms.second_now(tenant bigint, channel bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT t.account FROM sms.carrier_turn AS t
		JOIN sms.channel_carrier AS k ON k.tenant = t.tenant AND k.channel = t.channel AND k.second_account = t.account
		WHERE t.tenant = $1 AND t.channel = $2 AND sms.account_holds(k.tenant, k.second_account, k.number));
END $$;
