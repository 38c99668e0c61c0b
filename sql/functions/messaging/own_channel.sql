-- own_channel: the name of the contact center's channel for texts that has this number; null: none. Texts between two channels answer each
-- other, so nobody starts one by mistake (SMS-10, IN-3, CT-16). A user's own number is a person's.
CREATE OR REPLACE FUNCTION messaging.own_channel(tenant bigint, number text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT c.name FROM directory.v_channel AS c WHERE c.tenant = own_channel.tenant AND c.number = own_channel.number
		AND c.medium = 'sms' AND NOT c.disabled ORDER BY c.id LIMIT 1);
END $$;
