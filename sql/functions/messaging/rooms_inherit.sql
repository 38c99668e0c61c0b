-- rooms_inherit: gives at most limit_ rooms whose owner was disabled, or has no Work any more, to their heirs; the owner stays a member. Answers how
-- many. Waits for nobody: the next round finds them again.
CREATE OR REPLACE FUNCTION messaging.rooms_inherit(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	given bigint := 0;
	c messaging.conversation;
	heir bigint;
BEGIN
	FOR c IN SELECT r.* FROM messaging.party AS p
		JOIN directory.v_user AS u ON u.tenant = p.tenant AND u.id = -p.account
		JOIN messaging.conversation AS r ON r.tenant = p.tenant AND r.id = p.conversation
		WHERE p.role = 'owner' AND (u.disabled OR NOT u.has_work) AND r.state = 'open' AND messaging.room_heir(r) IS NOT NULL
		LIMIT limit_
	LOOP
		CONTINUE WHEN NOT (SELECT bool_and(pg_try_advisory_xact_lock(k.key)) FROM unnest(messaging.chat_keys(c.tenant, c.number)) AS k (key));
		heir := messaging.room_heir(c); -- under the keys
		CONTINUE WHEN heir IS NULL;
		UPDATE messaging.party AS p SET role = CASE p.account WHEN heir THEN 'owner' ELSE 'member' END, version = p.version + 1
		WHERE p.tenant = c.tenant AND p.conversation = c.id AND (p.account = heir OR p.role = 'owner');
		UPDATE messaging.conversation AS r SET version = r.version + 1 WHERE r.tenant = c.tenant AND r.id = c.id
		RETURNING r.* INTO c;
		PERFORM ops.emit(c.tenant, 4, c.id, c.version);
		given := given + 1;
	END LOOP;
	RETURN given;
END $$;
