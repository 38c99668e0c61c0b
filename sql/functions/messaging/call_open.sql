-- call_open: the conversation of a customer's call, and its interaction, which arrives. Each call has its own. `number`: the caller's, or
-- what stands for one that was withheld ("call:" and the call). Nothing is said in it yet: notes may be. Internal, called by voice.
-- Keys: conversation ("<channel>:<number>"), customer_number.
CREATE OR REPLACE FUNCTION messaging.call_open(tenant bigint, channel bigint, number text, call text, OUT conversation bigint, OUT interaction bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz;
	customer bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number), ops.key('customer_number', tenant, number));
	END IF;
	clock := ops.clock();
	conversation := nextval('messaging.conversation_id');
	customer := messaging.customer_of(tenant, number);
	interaction := routing.arrive(tenant, channel, conversation, customer, number, 'voice');
	INSERT INTO messaging.conversation (tenant, id, kind, channel, number, call, customer, last_at, interaction, opened_at)
	VALUES (tenant, conversation, 'voice', channel, number, call, customer, clock, interaction, clock);
END $$;
