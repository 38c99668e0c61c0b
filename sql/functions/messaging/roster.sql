-- roster: whom an account may find and write to (40-messaging, "Who sees whom"), by name, an entry an account. kind: 'work' in
-- Work, 'agent' and (mode 3) 'directory' in the workspace; null rows: there is no such roster here. Each entry tells what the
-- matrix asks of a receiver: `both`, `in`, `near`. Rows: the entry, and the cursor that stands after it. Read.
CREATE OR REPLACE FUNCTION messaging.roster(tenant bigint, account bigint, kind text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mode3 boolean := (SELECT t.mode = 3 FROM directory.v_tenant AS t WHERE t.id = roster.tenant);
	me directory.v_user;
	works boolean := kind IN ('work', 'directory');
	agents boolean := kind = 'agent' OR mode3;
BEGIN
	IF COALESCE(kind = 'work', true) <> COALESCE(account < 0, false) OR account IS NULL OR (kind = 'directory' AND NOT mode3) THEN
		RETURN QUERY SELECT NULL::jsonb, NULL::text;
		RETURN;
	END IF;
	SELECT * INTO me FROM directory.v_user AS u WHERE u.tenant = roster.tenant AND u.id = abs(roster.account);
	RETURN QUERY
	SELECT messaging.roster_entry(e.tenant, roster.account, e.account, kind), e.account || ':' || e.name
	FROM (SELECT u.tenant, u.name, s.account
		FROM directory.v_user AS u CROSS JOIN LATERAL (VALUES (u.id, u.has_seat AND agents), (-u.id, u.has_work AND works)) AS s (account, there)
		WHERE u.tenant = roster.tenant AND NOT u.disabled AND u.id <> me.id AND s.there
			AND (kind <> 'agent' OR u.id IN (SELECT g.agent FROM directory.agents_seen(roster.tenant, me.id, me.role) AS g))
			AND (after IS NULL OR (u.name, s.account) > (substr(after, position(':' IN after) + 1), split_part(after, ':', 1)::bigint))
		ORDER BY u.name, s.account LIMIT least(limit_, 201)) AS e
	ORDER BY e.name, e.account;
END $$;
