-- rooms_list: the rooms that a Work account is in or invited to, and public ones, newest first; q: in the name or topic. Rows: the
-- room, and the cursor that stands after it. Read.
CREATE OR REPLACE FUNCTION messaging.rooms_list(tenant bigint, account bigint, q text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT jsonb_build_object('id', r.id::text, 'name', r.name, 'topic', r.topic, 'public', r.public, 'archived', c.state = 'closed',
			'members', (SELECT count(*) FROM messaging.party AS m WHERE m.tenant = r.tenant AND m.conversation = r.id AND m.role <> 'invited'),
			'role', p.role), r.id::text
	FROM messaging.room AS r
	JOIN messaging.conversation AS c ON c.tenant = r.tenant AND c.id = r.id
	LEFT JOIN messaging.party AS p ON p.tenant = r.tenant AND p.conversation = r.id AND p.account = rooms_list.account
	WHERE r.tenant = rooms_list.tenant AND (p.account IS NOT NULL OR (r.public AND c.state = 'open'))
		AND (q IS NULL OR position(lower(q) IN lower(r.name || ' ' || r.topic)) > 0)
		AND (after IS NULL OR r.id < after::bigint)
	ORDER BY r.id DESC LIMIT least(limit_, 201);
END $$;
