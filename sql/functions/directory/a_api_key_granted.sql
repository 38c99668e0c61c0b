-- a_api_key_granted: an API key makes, changes and rotates only keys whose scopes it has itself, none that ends later. It may delete any.
CREATE OR REPLACE FUNCTION directory.a_api_key_granted(tenant bigint, who jsonb, id bigint, item jsonb, before jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	lacking text;
	ends timestamptz;
BEGIN
	IF item IS NULL OR who ->> 'api_key' IS NULL THEN
		RETURN;
	END IF;
	SELECT s.scope INTO lacking FROM jsonb_array_elements_text(COALESCE(item -> 'scopes', '[]') || COALESCE(before -> 'scopes', '[]')) AS s (scope)
	WHERE NOT s.scope = ANY (directory.key_scopes(tenant, who)) ORDER BY 1 LIMIT 1;
	IF FOUND THEN
		PERFORM directory.key_judge(tenant, who, lacking);
	END IF;
	SELECT k.expires_at INTO ends FROM directory.api_key AS k WHERE k.tenant = a_api_key_granted.tenant AND k.id = (who ->> 'api_key')::bigint;
	IF (before IS NULL OR item ? 'expires_at') AND COALESCE((item ->> 'expires_at')::timestamptz, 'infinity') > ends THEN
		PERFORM ops.resource_refuse('forbidden', 'expires_at', 'The API key that writes this ends earlier.');
	END IF;
END $$;
