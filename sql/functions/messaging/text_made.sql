-- text_made: a conversation of a user's own number as it would be; text_store keeps it.
CREATE OR REPLACE FUNCTION messaging.text_made(tenant bigint, channel bigint, owner bigint, number text, number_hash bytea)
RETURNS messaging.conversation
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	c.tenant := tenant;
	c.id := nextval('messaging.conversation_id');
	c.kind := 'sms';
	c.channel := channel;
	c.owner := owner;
	c.number := number;
	c.number_hash := number_hash;
	c.state := 'open';
	c.last_at := '-infinity';
	c.last_customer_seq := 0;
	c.country := (sms.country_at(tenant, number)).iso2;
	RETURN c;
END $$;
