-- state: the one shape of a thing, by kind: what snapshots, frames, REST answers and
-- doorbells show. Each owner gives its own; a thing without one has no state to show.
-- No row of the owner (state null) means: gone.
CREATE OR REPLACE FUNCTION ops.state(kind integer, tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	thing ops.thing;
BEGIN
	CASE kind
	WHEN 1 THEN
		SELECT * INTO thing FROM presence.agent_state(tenant, key);
	WHEN 2 THEN
		SELECT * INTO thing FROM routing.offer_state(tenant, key);
	WHEN 3 THEN
		SELECT * INTO thing FROM routing.interaction_state(tenant, key);
	WHEN 4 THEN
		SELECT * INTO thing FROM messaging.conversation_state(tenant, key);
	WHEN 5 THEN
		SELECT * INTO thing FROM messaging.message_state(tenant, key);
	WHEN 9 THEN
		SELECT * INTO thing FROM messaging.customer_state(tenant, key);
	ELSE
		-- outbound, session, config, holder: a doorbell is all there is
		NULL;
	END CASE;
	RETURN thing;
END $$;
