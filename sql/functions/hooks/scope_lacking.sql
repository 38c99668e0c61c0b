-- scope_lacking: the scope that these types of events need and that the API key which asks lacks (`origin`: directory.key_scopes); null:
-- none, also where a person asks. Internal.
CREATE OR REPLACE FUNCTION hooks.scope_lacking(tenant bigint, types text[], origin jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ops.event_scope_lacking(types, directory.key_scopes(tenant, origin));
END $$;
