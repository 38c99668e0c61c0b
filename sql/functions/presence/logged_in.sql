-- logged_in: whether an agent is logged in to the workspace: from login to logout or "gone". Certain under the agent's key.
CREATE OR REPLACE FUNCTION presence.logged_in(tenant bigint, agent bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM presence.agent_status AS a
		WHERE a.tenant = logged_in.tenant AND a.agent = logged_in.agent AND a.chosen <> 'logged_out')
		AND presence.lease_of(tenant, agent, ops.clock()) NOT IN ('none', 'gone');
END $$;
