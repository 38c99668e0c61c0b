-- a_agent_group_saved: its role is one that groups are given. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_agent_group_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF EXISTS (SELECT FROM directory.role AS r WHERE r.tenant = a_agent_group_saved.tenant AND r.id = (after ->> 'role_id')::bigint AND r.user_role IS NOT NULL) THEN
		PERFORM ops.resource_refuse('invalid', 'role_id', 'All users of a kind have this role: it is given to no group.');
	END IF;
END $$;
