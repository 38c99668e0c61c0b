-- arrive: a new interaction for a conversation that was just opened. Answers its id.
-- Internal, called by messaging.append and messaging.call_open (medium voice). Keys: none; the row is new, and found only through a
-- conversation whose key is held.
DROP FUNCTION IF EXISTS routing.arrive(bigint, bigint, bigint, bigint, text); -- it knew of no calls
CREATE OR REPLACE FUNCTION routing.arrive(tenant bigint, channel bigint, conversation bigint,
	customer bigint, number text, medium text DEFAULT 'chat')
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	new_id bigint := nextval('routing.interaction_id');
BEGIN
	INSERT INTO routing.interaction (tenant, id, medium, channel, conversation, customer, web, entered_at)
	VALUES (tenant, new_id, medium, channel, conversation, customer, number LIKE 'web:%', ops.clock());
	PERFORM ops.emit_public(tenant, 3, new_id, 1, 'interaction.arrived',
		CASE WHEN customer IS NULL THEN '{}' ELSE jsonb_build_object('customer', customer) END);
	RETURN new_id;
END $$;
