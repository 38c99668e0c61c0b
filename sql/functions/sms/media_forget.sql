-- media_forget: no file of a conversation is fetched any more. Internal, called by messaging. Keys: conversation.
CREATE OR REPLACE FUNCTION sms.media_forget(tenant bigint, conversation bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	DELETE FROM sms.media AS m WHERE m.tenant = media_forget.tenant AND m.conversation = media_forget.conversation;
END $$;
