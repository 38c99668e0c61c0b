-- visitor_erase: what a web chat's visitor said of themselves is forgotten with the conversation; so are links to it. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.visitor_erase(tenant bigint, conversation bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE messaging.visitor AS v SET name = NULL, email = NULL, form = '{}', page_url = NULL, language = NULL, source_hash = NULL,
		number = 'erased:' || v.id, token_hash = sha256(gen_random_uuid()::text::bytea)
	WHERE v.tenant = visitor_erase.tenant AND v.conversation = visitor_erase.conversation;
	DELETE FROM messaging.visitor_seen AS s WHERE s.tenant = visitor_erase.tenant AND s.conversation = visitor_erase.conversation;
	DELETE FROM messaging.mail AS m WHERE m.tenant = visitor_erase.tenant AND m.conversation = visitor_erase.conversation;
	DELETE FROM messaging.transcript_link AS l WHERE l.tenant = visitor_erase.tenant AND l.conversation = visitor_erase.conversation;
END $$;
