-- blocked_accept: a text of a blocked number (SMS-24) is stored, marked, in a conversation that is closed at once, also
-- where one is open: nobody is offered it, nothing answers. Stop and start words count, for they are the customer's right;
-- they are not confirmed. A part is stored as it is. Keys: conversation, customer_number.
DROP FUNCTION IF EXISTS sms.blocked_accept(bigint, bigint, text, text, text, bytea); -- it knew no word
CREATE OR REPLACE FUNCTION sms.blocked_accept(tenant bigint, channel bigint, number text, text text, intent text,
	number_hash bytea, word text, OUT outcome text, OUT conversation bigint, OUT seq bigint, OUT message bigint,
	OUT message_at timestamptz, OUT opened boolean, OUT interaction bigint, OUT customer bigint, OUT agent bigint)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	changed boolean;
	made record;
BEGIN
	IF intent IN ('stop', 'start') THEN
		changed := sms.opt_out_set(tenant, channel, number_hash, CASE intent WHEN 'stop' THEN 'stopped' ELSE 'started' END, 'text',
			word);
		PERFORM messaging.opt_out_changed(tenant, channel, number);
	END IF;
	SELECT * INTO made FROM messaging.append_closed(tenant, channel, number, text, number_hash, true);
	IF changed THEN
		PERFORM sms.opt_out_emit(tenant, channel, number, number_hash);
	END IF;
	outcome := 'blocked';
	conversation := made.conversation;
	seq := made.seq;
	message := made.message;
	message_at := made.message_at;
	customer := made.customer;
	opened := false;
END $$;
