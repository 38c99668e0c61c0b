-- consults_over: consults whose time is over, whose agent is logged out, or whose interaction left the agent; and of who joined (SV-2)
-- those who lead it no more, or where monitoring is off now.
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
	LEFT JOIN directory.v_user AS u ON u.tenant = c.tenant AND u.id = c.agent
	WHERE c.ends_at <= clock OR a.chosen = 'logged_out' OR i.state <> 'assigned'
		OR (c.writes AND (NOT routing.interaction_led(i, c.agent, u.role) OR NOT directory.may(c.tenant, c.agent, 'chats_monitor') OR NOT messaging.conversation_monitored(c.tenant, i.conversation)));
END $$;
