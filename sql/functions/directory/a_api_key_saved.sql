-- a_api_key_saved: a key's scopes are such as some route asks for: a misspelt one would open nothing, and say nothing. Its
-- end is a time that everybody reads alike. The queues
-- that it is bound to are the tenant's. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_api_key_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	unknown text;
BEGIN
	SELECT left(s.scope, 50) INTO unknown FROM jsonb_array_elements_text(CASE WHEN item ? 'scopes' THEN after -> 'scopes' END) AS s (scope)
	WHERE s.scope NOT IN (SELECT k.name FROM directory.scopes() AS k) LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('invalid', 'scopes', format('There is no scope "%s"; there are %s.', unknown,
			(SELECT string_agg(k.name, ', ' ORDER BY k.name) FROM directory.scopes() AS k)));
	END IF;
	IF item ->> 'expires_at' IS NOT NULL AND NOT ops.is_rfc3339(item ->> 'expires_at') THEN
		PERFORM ops.resource_refuse('invalid', 'expires_at', 'Must be a time with its zone (RFC 3339), as "2027-01-31T18:00:00Z" is one.');
	END IF;
	PERFORM routing.queue_ids_judge(tenant, item, after);
END $$;
