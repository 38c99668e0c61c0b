-- media_want: the files that a text came with are to be fetched. media: a list of their addresses; null: one that can't be
-- read. Internal, called by accept_inbound. Keys: conversation.
CREATE OR REPLACE FUNCTION sms.media_want(tenant bigint, channel bigint, account bigint, conversation bigint, seq bigint,
	message bigint, message_at timestamptz, media jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	ids bigint[];
BEGIN
	ids := messaging.attachments_add(tenant, conversation, seq, message, message_at, ARRAY(
		SELECT CASE WHEN u.url IS NULL THEN 'its address can''t be read' END
		FROM jsonb_array_elements_text(media) WITH ORDINALITY AS u (url, n) ORDER BY u.n));
	INSERT INTO sms.media (tenant, id, conversation, channel, account, url, due_at)
	SELECT media_want.tenant, ids[u.n], media_want.conversation, media_want.channel, media_want.account, u.url, ops.batch_at()
	FROM jsonb_array_elements_text(media) WITH ORDINALITY AS u (url, n)
	WHERE u.url IS NOT NULL;
END $$;
