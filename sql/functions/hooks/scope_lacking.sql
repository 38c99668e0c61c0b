-- scope_lacking: the scope that these types of events need and that the API key which asks lacks (`origin` -> api_key); null: none, also
-- where a person asks. Internal.
CREATE OR REPLACE FUNCTION hooks.scope_lacking(tenant bigint, types text[], origin jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ops.event_scope_lacking(types, CASE WHEN origin ->> 'api_key' IS NOT NULL THEN COALESCE((SELECT k.scopes FROM directory.v_api_key AS k
		WHERE k.tenant = scope_lacking.tenant AND k.id = (origin ->> 'api_key')::bigint), '{}') END); -- one that was deleted has none
END $$;
