-- hook_keys_open: channels and fax numbers whose hook's key is not sealed yet, at most so many of each; none while a process of an earlier build may
-- live (ops.key_check_missing): it could not read what is sealed, and would refuse the carriers' calls. `release` is what such a build gives. Read.
DROP FUNCTION IF EXISTS sms.hook_keys_open(text, integer); -- it compared releases
CREATE OR REPLACE FUNCTION sms.hook_keys_open(limit_ integer, release text DEFAULT NULL)
RETURNS TABLE (kind text, tenant bigint, id bigint, hook_key text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT k.kind, k.tenant, k.id, k.hook_key
	FROM (SELECT 'channel' AS kind, c.tenant, c.id, c.hook_key FROM directory.hook_keys_open(limit_) AS c
		UNION ALL (SELECT 'fax_number', n.tenant, n.id, n.hook_key FROM sms.fax_number AS n WHERE n.hook_key IS NOT NULL ORDER BY n.tenant, n.id LIMIT limit_)) AS k
	WHERE NOT ops.key_check_missing()
$$;
