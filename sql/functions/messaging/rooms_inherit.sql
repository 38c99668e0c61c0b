-- rooms_inherit: gives at most limit_ rooms whose owner was disabled, or has no Work any more, to their heirs; the owner stays a member. Answers how
-- many. Waits for nobody: the next round finds them again.
CREATE OR REPLACE FUNCTION messaging.rooms_inherit(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	given bigint := 0;
	due record;
	c messaging.conversation;
	heir bigint;
BEGIN
	FOR due IN SELECT r.tenant, r.id, r.number, p.account AS owner FROM messaging.party AS p
		JOIN directory.v_user AS u ON u.tenant = p.tenant AND u.id = -p.account
		JOIN messaging.conversation AS r ON r.tenant = p.tenant AND r.id = p.conversation
		WHERE p.role = 'owner' AND (u.disabled OR NOT u.has_work) AND r.state = 'open' AND messaging.room_heir(r) IS NOT NULL
		LIMIT limit_
	LOOP
		CONTINUE WHEN NOT ops.keys_try(messaging.chat_keys(due.tenant, due.number));
		-- Under the keys: the owner may have left meanwhile, and the room have another one.
		SELECT r.* INTO c FROM messaging.conversation AS r JOIN messaging.party AS p ON p.tenant = r.tenant AND p.conversation = r.id
		WHERE r.tenant = due.tenant AND r.id = due.id AND r.state = 'open' AND p.account = due.owner AND p.role = 'owner';
		heir := messaging.room_heir(c);
		CONTINUE WHEN heir IS NULL;
		UPDATE messaging.party AS p SET role = CASE p.account WHEN heir THEN 'owner' ELSE 'member' END, version = p.version + 1
		WHERE p.tenant = c.tenant AND p.conversation = c.id AND p.account IN (heir, due.owner);
		UPDATE messaging.conversation AS r SET version = r.version + 1 WHERE r.tenant = c.tenant AND r.id = c.id
		RETURNING r.* INTO c;
		PERFORM ops.emit(c.tenant, 4, c.id, c.version);
		given := given + 1;
	END LOOP;
	RETURN given;
END $$;
