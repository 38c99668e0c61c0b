-- agent_in: whether an agent can be written to: logged in to the workspace, and the lease not lost (40-messaging: sending in
-- between counts as logged out). Certain under the agent's key.
CREATE OR REPLACE FUNCTION presence.agent_in(tenant bigint, agent bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN presence.logged_in(tenant, agent) AND presence.lease_of(tenant, agent, ops.clock()) <> 'lost';
END $$;
