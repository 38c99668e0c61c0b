-- formats: whether an agent may send this customer formatted text (40-messaging): on web chat; a text message has no form.
CREATE OR REPLACE FUNCTION messaging.formats(c messaging.conversation)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN c.kind = 'chat';
END $$;
