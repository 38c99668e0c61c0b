-- called: what a called number is, in each organisation that has it: 'channel' (of medium voice), 'user' (a Work number), 'service'. What is disabled,
-- or has no Work licence, is not reached; nor what has a number that another organisation has claimed. Called by voice. Read.
DROP FUNCTION IF EXISTS directory.called(bigint[], text); -- was told the organisations
CREATE OR REPLACE FUNCTION directory.called(number text)
RETURNS TABLE (tenant bigint, kind text, id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT h.tenant, h.kind, h.id, h.name FROM (
		SELECT c.tenant, 'channel' AS kind, c.id, c.name FROM directory.channel AS c
		WHERE c.number = $1 AND c.medium = 'voice' AND c.user_id IS NULL AND NOT c.disabled
		UNION ALL
		SELECT u.tenant, 'user', u.id, u.name FROM directory.app_user AS u
		WHERE u.work_number = $1 AND u.has_work AND NOT u.disabled
		UNION ALL
		SELECT s.tenant, 'service', s.id, s.name FROM directory.service AS s
		WHERE s.numbers @> jsonb_build_array(jsonb_build_object('number', $1))) AS h (tenant, kind, id, name)
	WHERE NOT directory.number_claimed_elsewhere(h.tenant, $1)
$$;
