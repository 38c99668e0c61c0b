-- room_heir: the account that owns a room when its owner does not any more: of the members who have Work, who has been in it longest. Null: there
-- is none. Internal.
CREATE OR REPLACE FUNCTION messaging.room_heir(c messaging.conversation)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT p.account FROM messaging.party AS p JOIN directory.v_user AS u ON u.tenant = p.tenant AND u.id = -p.account
		WHERE p.tenant = c.tenant AND p.conversation = c.id AND p.role = 'member' AND u.has_work AND NOT u.disabled
		ORDER BY p.joined_at, p.account LIMIT 1);
END $$;
