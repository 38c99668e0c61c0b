-- begin_problem: why the actor can't begin this text, whatever becomes of its conversation: an outcome and, with a field's,
-- its body; null: they can. Keys: agent.
CREATE OR REPLACE FUNCTION routing.begin_problem(tenant bigint, actor bigint, actor_role text, channel bigint, number text,
	customer bigint, segments integer, linked_to bigint, case_id bigint, OUT outcome text, OUT body jsonb)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	field text;
BEGIN
	IF NOT directory.may(tenant, actor, 'sms_initiate') THEN
		outcome := 'forbidden';
		body := directory.lacks('sms_initiate');
		RETURN;
	END IF;
	field := CASE
		WHEN NOT directory.channel_granted(tenant, channel, actor, actor_role) THEN 'channel_id'
		WHEN segments > 10 THEN 'text'
		WHEN routing.is_own_number(tenant, channel, number) THEN 'number'
		WHEN linked_to IS NOT NULL AND NOT EXISTS (SELECT FROM routing.interaction AS i WHERE i.tenant = begin_problem.tenant
			AND i.id = begin_problem.linked_to AND i.agent = actor AND i.state IN ('assigned', 'wrap_up')) THEN 'interaction_id'
		ELSE messaging.begin_unknown(tenant, actor, actor_role, number, customer, case_id) END;
	outcome := CASE WHEN field IN ('text', 'number', 'customer_id') THEN 'invalid' WHEN field = 'case_id' THEN 'case_not_found' WHEN field IS NOT NULL THEN 'unknown_reference' END;
	body := CASE WHEN field = 'case_id' THEN routing.case_wrong(outcome) WHEN field IS NOT NULL THEN ops.wrong_field(field, CASE field
		WHEN 'channel_id' THEN 'There is no such channel for texts that your group may begin.'
		WHEN 'text' THEN format('Takes %s segments: at most 10 can be sent as one text.', segments)
		WHEN 'number' THEN 'Is this channel''s own number.'
		WHEN 'interaction_id' THEN 'You have no such interaction now.'
		WHEN 'customer_id' THEN 'Has not this number.' END) END;
END $$;
