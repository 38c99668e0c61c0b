-- begin_by_agent: an agent's text opens a conversation whose interaction is theirs from the first moment (SMS-10, SMS-11).
-- `customer`: whose number it is, where several have it; `belongs`: the customer of what it is linked to, whoever has the
-- number; `case_id`: the open case that it belongs to. The caller has judged them (begin_unknown). `confirm`: also to a channel's number;
-- `confirm_blocked`: also to one that is blocked.
-- outcome 'ok'; 'open_conversation', 'own_channel', 'number_blocked', 'country_not_allowed', 'opted_out', 'quiet_hours', 'channel_cannot_send', 'case_closed',
-- 'case_not_of_customer', 'case_not_found': nothing was changed then.
-- Internal, called by routing. Keys: conversation ("<channel>:<number>"), customer_number, agent.
DROP FUNCTION IF EXISTS messaging.begin_by_agent(bigint, bigint, bigint, text, bytea, bigint, bigint, bigint, bigint, text, text, integer); -- it asked for no confirmation
DROP FUNCTION IF EXISTS messaging.begin_by_agent(bigint, bigint, bigint, text, bytea, bigint, bigint, bigint, bigint, text, text, integer, boolean);
CREATE OR REPLACE FUNCTION messaging.begin_by_agent(tenant bigint, actor bigint, channel bigint, number text,
	number_hash bytea, customer bigint, belongs bigint, linked_to bigint, case_id bigint, text text, encoding text, segments integer,
	confirm boolean, confirm_blocked boolean, OUT outcome text, OUT interaction bigint, OUT conversation bigint, OUT message bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
	k messaging.case_;
	clock timestamptz;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number), ops.key('customer_number', tenant, number));
	END IF;
	clock := ops.clock();
	SELECT * INTO k FROM messaging.case_ AS r WHERE r.tenant = begin_by_agent.tenant AND r.id = begin_by_agent.case_id;
	c.tenant := tenant;
	c.channel := channel;
	c.number := number;
	c.number_hash := number_hash;
	c.kind := 'sms';
	c.customer := COALESCE(belongs, k.customer, begin_by_agent.customer, messaging.customer_of(tenant, number));
	c.country := (sms.country_at(tenant, number)).iso2;
	outcome := CASE
		WHEN EXISTS (SELECT FROM messaging.conversation AS r WHERE r.tenant = begin_by_agent.tenant AND r.channel = begin_by_agent.channel
			AND r.number = begin_by_agent.number AND r.state = 'open') THEN 'open_conversation'
		WHEN begin_by_agent.case_id IS NOT NULL THEN messaging.case_problem(begin_by_agent.case_id, c, actor) END;
	outcome := COALESCE(outcome, messaging.unsendable(c), messaging.confirm_problem(c, true, confirm, confirm_blocked), 'ok');
	IF outcome <> 'ok' THEN
		RETURN;
	END IF;
	c.id := nextval('messaging.conversation_id');
	c.interaction := routing.begun_store(tenant, channel, c.id, c.customer, actor, linked_to);
	INSERT INTO messaging.conversation (tenant, id, channel, number, number_hash, customer, last_at, interaction, opened_at, case_id)
	VALUES (tenant, c.id, channel, number, number_hash, c.customer, clock, c.interaction, clock, begin_by_agent.case_id);
	interaction := c.interaction;
	conversation := c.id;
	message := messaging.send_store(c, actor, text, NULL, encoding, segments);
END $$;
