-- resource_who: the author of a write of configuration, as a resource's hook a_<noun>_granted reads it: {"actor": a user's id or
-- null, "role", "api_key": a key's id or null}.
CREATE OR REPLACE FUNCTION ops.resource_who(actor bigint, actor_role text, origin jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT jsonb_build_object('actor', actor, 'role', actor_role, 'api_key', origin -> 'api_key')
$$;
