-- lint_numbers: whose of these users', channels' and sites' numbers, or with null of all, another organisation has claimed (lint). Read.
CREATE OR REPLACE FUNCTION routing.lint_numbers(tenant bigint, users bigint[], channels bigint[], sites bigint[])
RETURNS TABLE (kind text, resource text, id bigint, words text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT 'number_claimed_elsewhere', h.kind, h.id, format('Calls to %s do not reach %s: another organisation on this installation has claimed the number.', h.number, h.name)
	FROM (SELECT 'user', u.id, u.name, u.work_number FROM directory.v_user AS u WHERE u.tenant = $1 AND (users IS NULL OR u.id = ANY (users)) AND u.work_number IS NOT NULL
		UNION ALL
		SELECT 'channel', c.id, format('the channel "%s"', c.name), c.number FROM directory.v_channel AS c
		WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND c.medium = 'voice'
		UNION ALL
		SELECT 'site', s.id, format('the site "%s"', s.name), s.call_back_number FROM directory.v_site AS s
		WHERE s.tenant = $1 AND (sites IS NULL OR s.id = ANY (sites)) AND s.call_back_number IS NOT NULL) AS h (kind, id, name, number)
	WHERE directory.number_claimed_elsewhere($1, h.number)
$$;
