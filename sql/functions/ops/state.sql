-- state: the one shape of a thing, by kind: what snapshots, frames, REST answers and
-- doorbells show. Each owner gives its own; a thing without one (outbound, session, config,
-- holder) has no state to show: a doorbell is all there is.
-- No row of the owner (state null) means: gone.
CREATE OR REPLACE FUNCTION ops.state(kind integer, tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE kind
		WHEN 1 THEN presence.agent_state(tenant, key)
		WHEN 2 THEN routing.offer_state(tenant, key)
		WHEN 3 THEN routing.interaction_state(tenant, key)
		WHEN 4 THEN messaging.conversation_state(tenant, key)
		WHEN 5 THEN messaging.message_state(tenant, key)
		WHEN 9 THEN messaging.customer_state(tenant, key)
		WHEN 11 THEN routing.alarm_state(tenant, key)
		WHEN 12 THEN routing.callback_state(tenant, key)
		WHEN 14 THEN presence.person_state(tenant, key)
		WHEN 15 THEN presence.work_state(tenant, key)
		WHEN 16 THEN messaging.reading_state(tenant, key)
		WHEN 18 THEN voice.leg_state(tenant, key)
		WHEN 19 THEN directory.desk_state(tenant, key)
		WHEN 21 THEN presence.emergency_call_state(tenant, key)
		WHEN 22 THEN voice.mailbox_state(tenant, key)
		WHEN 23 THEN voice.missed_state(tenant, key)
		WHEN 24 THEN routing.served_state(tenant, key) END;
END $$;
