-- is_blocked: whether texts of this number by this channel are kept out of sight: the contact center's lists (SMS-24); of a user's
-- own number, that user's list and choice alone (CT-12). One statement: each costs as much as what it asks. Hot.
DROP FUNCTION IF EXISTS sms.is_blocked(bigint, bigint, bytea); -- it knew no users
CREATE OR REPLACE FUNCTION sms.is_blocked(tenant bigint, channel bigint, number text, number_hash bytea)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT CASE WHEN c.user_id IS NOT NULL THEN directory.blocked(c.tenant, c.user_id, 'sender', is_blocked.number) IS NOT NULL
			ELSE EXISTS (SELECT FROM sms.blocked_number AS b WHERE b.tenant = is_blocked.tenant
				AND b.number_hash = is_blocked.number_hash AND (b.channel_id IS NULL OR b.channel_id = is_blocked.channel)) END
		FROM directory.v_any_channel AS c WHERE c.tenant = is_blocked.tenant AND c.id = is_blocked.channel);
END $$;
