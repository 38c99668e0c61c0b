-- endpoint_problem: why this version of an endpoint can't be changed, or null. Keys: webhook.
CREATE OR REPLACE FUNCTION hooks.endpoint_problem(e hooks.endpoint, tenant bigint, id bigint, version bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('webhook', tenant, id::text));
	END IF;
	RETURN CASE WHEN e.id IS NULL THEN 'not_found' WHEN e.version <> COALESCE(version, e.version) THEN 'stale_version' END;
END $$;
