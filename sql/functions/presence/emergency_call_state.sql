-- emergency_call_state: the one shape of the thing "emergency" (kind 21): an emergency call, for presence.emergency_viewers: who, where, when, and
-- that it has ended. For them, at most 200, those who lead the agent first, and the agent alone; gone a week after its end.
CREATE OR REPLACE FUNCTION presence.emergency_call_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c presence.emergency_call;
	v presence.v_emergency_line;
	thing ops.thing;
BEGIN
	SELECT * INTO c FROM presence.emergency_call AS x WHERE x.tenant = emergency_call_state.tenant AND x.id = emergency_call_state.key;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	SELECT * INTO v FROM presence.v_emergency_line AS x WHERE x.tenant = c.tenant AND x.agent = c.agent;
	thing.version := c.version;
	thing.audience := c.agent || ARRAY(SELECT w.viewer FROM presence.emergency_viewers(c.tenant, c.agent) AS w ORDER BY w.leads DESC, w.viewer LIMIT 200);
	thing.state := jsonb_build_object('call', c.id::text, 'agent', jsonb_build_object('id', c.agent::text, 'name', v.agent_name),
		'site', CASE WHEN v.site IS NOT NULL THEN jsonb_build_object('id', v.site::text, 'name', v.site_name) END,
		'call_back', c.call_back, 'number', c.number, 'sent', c.sent, 'place', CASE WHEN c.place <> '{}' THEN c.place END,
		'state', CASE WHEN c.ended_at IS NOT NULL THEN 'ended' WHEN c.answered_at IS NOT NULL THEN 'answered' ELSE 'begun' END,
		'begun_at', ops.rfc3339(c.begun_at), 'answered_at', ops.rfc3339(c.answered_at), 'ended_at', ops.rfc3339(c.ended_at),
		'elsewhere', c.elsewhere);
	RETURN thing;
END $$;
