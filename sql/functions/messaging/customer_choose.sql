-- customer_choose: the agent who has an open conversation says which of several customers with
-- its number this is (SMS-6). Answers the conversation; 'not_yours', 'invalid' when the customer
-- lacks that number, 'not_found'. Keys: conversation, the one that covers the interaction, customer, command.
CREATE OR REPLACE FUNCTION messaging.customer_choose(command bytea, fingerprint bytea,
	tenant bigint, actor bigint, conversation bigint, customer bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.conversation;
	need bigint[];
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = customer_choose.tenant AND r.id = customer_choose.conversation AND NOT messaging.is_internal(r.kind)
		AND r.owner IS NULL;
	need := ARRAY[messaging.key_of(tenant, conversation), routing.interaction_key(tenant, c.interaction), ops.key('customer', tenant, customer::text)];
	IF c.id IS NOT NULL AND NOT ops.keys_held(array_remove(need, NULL)) THEN
		RETURN ops.moved(array_remove(need, NULL));
	END IF;
	problem := CASE
		WHEN c.id IS NULL THEN 'not_found'
		WHEN NOT COALESCE((SELECT i.agent = actor FROM routing.v_interaction AS i
			WHERE i.tenant = c.tenant AND i.id = c.interaction), false) THEN 'not_yours'
		WHEN c.state <> 'open' THEN 'conversation_closed'
		WHEN NOT EXISTS (SELECT FROM messaging.customer_number AS n WHERE n.tenant = c.tenant
			AND n.number IN (c.number, CASE WHEN c.kind = 'chat' THEN messaging.visitor_mail(c.tenant, c.number) END) AND n.customer = customer_choose.customer) THEN 'invalid' END;
	IF problem IS NULL THEN
		UPDATE messaging.conversation AS r SET customer = customer_choose.customer, version = r.version + 1
		WHERE r.tenant = c.tenant AND r.id = c.id;
		PERFORM ops.emit(tenant, 4, c.id, c.version + 1);
		PERFORM routing.customer_set(tenant, c.interaction, customer);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem IS NULL THEN ops.frame(4, tenant, conversation)
			WHEN problem = 'invalid' THEN ops.wrong_field('customer', 'Has not the number of this conversation.') END));
END $$;
