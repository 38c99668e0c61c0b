-- consults_over: consults whose time is over, whose agent is logged out, or whose interaction left the agent.
CREATE OR REPLACE FUNCTION routing.consults_over()
RETURNS TABLE (tenant bigint, interaction bigint, agent bigint, ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT c.tenant, c.interaction, c.agent, c.ends_at FROM routing.consult AS c
	JOIN routing.agent AS a ON a.tenant = c.tenant AND a.agent = c.agent
	JOIN routing.interaction AS i ON i.tenant = c.tenant AND i.id = c.interaction
	WHERE c.ends_at <= clock OR a.chosen = 'logged_out' OR i.state <> 'assigned';
END $$;
