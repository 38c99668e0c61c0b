-- hook_keys_open: channels whose hook's key is not sealed yet, at most so many. Read.
CREATE OR REPLACE FUNCTION directory.hook_keys_open(limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, hook_key text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.id, c.hook_key FROM directory.channel AS c WHERE c.hook_key IS NOT NULL ORDER BY c.tenant, c.id LIMIT limit_
$$;
