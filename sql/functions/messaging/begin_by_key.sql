-- begin_by_key: a text that an integrator brings (IN-3): what a customer said elsewhere ('in'), or what is sent to them
-- ('out', of no agent). It joins the open conversation of (channel, number), else opens one with a new interaction.
-- `customer`: whose number it is, where several have it. `confirm`: a text out may begin a conversation with a channel's number;
-- `confirm_blocked`: it may go to a blocked one. outcome
-- 'ok'; 'opted_out', 'quiet_hours', 'country_not_allowed', 'channel_cannot_send', 'own_channel', 'number_blocked' of a text out,
-- 'invalid' when the customer has not this number: nothing was changed then. Internal, called by routing.
-- Keys: conversation ("<channel>:<number>"), customer_number.
DROP FUNCTION IF EXISTS messaging.begin_by_key(bigint, bigint, text, bytea, bigint, text, text, text, integer); -- it asked for no confirmation
DROP FUNCTION IF EXISTS messaging.begin_by_key(bigint, bigint, text, bytea, bigint, text, text, text, integer, boolean);
CREATE OR REPLACE FUNCTION messaging.begin_by_key(tenant bigint, channel bigint, number text, number_hash bytea,
	customer bigint, direction text, text text, encoding text, segments integer, confirm boolean, confirm_blocked boolean, OUT outcome text, OUT opened boolean,
	OUT conversation bigint, OUT interaction bigint, OUT message bigint, OUT seq bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
	clock timestamptz;
	made record;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number), ops.key('customer_number', tenant, number));
	END IF;
	clock := ops.clock();
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = begin_by_key.tenant AND r.channel = begin_by_key.channel AND r.number = begin_by_key.number AND r.state = 'open';
	opened := NOT FOUND;
	IF opened THEN
		c.last_customer_seq := 0;
		c.tenant := tenant;
		c.channel := channel;
		c.number := number;
		c.number_hash := number_hash;
		c.kind := 'sms';
		c.customer := COALESCE(begin_by_key.customer, messaging.customer_of(tenant, number));
		c.country := (sms.country_at(tenant, number)).iso2;
	END IF;
	outcome := CASE
		WHEN begin_by_key.customer IS NOT NULL AND NOT EXISTS (SELECT FROM messaging.customer_number AS n
			WHERE n.tenant = begin_by_key.tenant AND n.number = begin_by_key.number AND n.customer = begin_by_key.customer) THEN 'invalid'
		WHEN direction = 'in' THEN 'ok'
		ELSE COALESCE(messaging.unsendable(c), messaging.confirm_problem(c, opened, confirm, confirm_blocked), 'ok') END;
	IF outcome <> 'ok' THEN
		RETURN;
	ELSIF direction = 'in' THEN
		made := messaging.append(tenant, channel, number, text, number_hash);
		conversation := made.conversation;
		interaction := made.interaction;
		message := made.message;
		seq := made.seq;
		-- It came by no carrier: no segments of it count.
		UPDATE messaging.message AS m SET segments = NULL, taken_at = NULL, taken_version = NULL
		WHERE m.tenant = begin_by_key.tenant AND m.conversation = made.conversation AND m.seq = made.seq AND m.at = made.message_at;
		IF opened AND begin_by_key.customer IS NOT NULL THEN
			UPDATE messaging.conversation AS r SET customer = begin_by_key.customer
			WHERE r.tenant = begin_by_key.tenant AND r.id = begin_by_key.conversation;
		END IF;
		RETURN;
	END IF;
	IF opened THEN
		c.id := nextval('messaging.conversation_id');
		c.interaction := routing.arrive(tenant, channel, c.id, c.customer, number);
		INSERT INTO messaging.conversation (tenant, id, channel, number, number_hash, customer, last_at, interaction, opened_at)
		VALUES (tenant, c.id, channel, number, number_hash, c.customer, clock, c.interaction, clock);
	END IF;
	conversation := c.id;
	interaction := c.interaction;
	message := messaging.send_store(c, NULL, text, NULL, encoding, segments);
	SELECT r.last_seq INTO seq FROM messaging.conversation AS r WHERE r.tenant = c.tenant AND r.id = c.id;
END $$;
