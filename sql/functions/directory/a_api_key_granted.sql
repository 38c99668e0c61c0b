-- a_api_key_granted: an API key makes, changes and rotates only keys whose scopes it has itself. It may delete any.
CREATE OR REPLACE FUNCTION directory.a_api_key_granted(tenant bigint, who jsonb, id bigint, item jsonb, before jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	lacking text;
BEGIN
	SELECT s.scope INTO lacking FROM jsonb_array_elements_text(COALESCE(item -> 'scopes', '[]') || COALESCE(before -> 'scopes', '[]')) AS s (scope)
	WHERE item IS NOT NULL AND NOT s.scope = ANY (directory.key_scopes(tenant, who)) ORDER BY 1 LIMIT 1;
	IF FOUND THEN
		PERFORM directory.key_judge(tenant, who, lacking);
	END IF;
END $$;
