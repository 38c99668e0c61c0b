-- room_problem: why an account can't do this in a room; null: it can. A private room is not there for who is no part of it.
-- other: whom it concerns (invite, remove).
CREATE OR REPLACE FUNCTION messaging.room_problem(c messaging.conversation, me messaging.party, act text, other bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	public boolean := (SELECT r.public FROM messaging.room AS r WHERE r.tenant = c.tenant AND r.id = c.id);
	theirs messaging.party := messaging.party_of(c.tenant, c.id, other);
BEGIN
	RETURN CASE
		WHEN public IS NULL OR (me.account IS NULL AND NOT (public AND act = 'join')) THEN 'not_found'
		WHEN c.state <> 'open' AND act <> 'leave' THEN 'conversation_closed'
		WHEN act = 'join' AND me.role IN ('owner', 'member') THEN 'unchanged'
		WHEN act = 'join' AND me.account IS NULL AND messaging.room_full(c) THEN 'too_many'
		WHEN act IN ('join', 'leave') THEN NULL
		WHEN me.role = 'invited' THEN 'not_found'
		WHEN me.role <> 'owner' AND NOT (act = 'invite' AND public) THEN 'not_room_owner'
		WHEN act = 'invite' AND theirs.account IS NOT NULL THEN 'unchanged'
		WHEN act = 'invite' AND NOT EXISTS (SELECT FROM directory.v_user AS u WHERE u.tenant = c.tenant AND u.id = -other AND u.has_work
			AND NOT u.disabled) THEN 'not_found'
		WHEN act = 'invite' AND messaging.room_full(c) THEN 'too_many'
		WHEN act = 'remove' AND (theirs.account IS NULL OR theirs.account = me.account) THEN 'not_found' END;
END $$;
