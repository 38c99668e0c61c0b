-- key_judge: refuses an API key that lacks a scope, where its route's scope does not suffice (`who` is ops.resource_who).
CREATE OR REPLACE FUNCTION directory.key_judge(tenant bigint, who jsonb, scope text)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF NOT scope = ANY (directory.key_scopes(tenant, who)) THEN
		PERFORM ops.resource_refuse('forbidden', NULL, ops.scope_words(scope));
	END IF;
END $$;
