-- past_forget: takes from a conversation's interactions what they are found by. Internal, called by messaging as it begins to erase the conversation, and by
-- notes_erase. Keys: conversation.
CREATE OR REPLACE FUNCTION routing.past_forget(tenant bigint, conversation bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE routing.past AS p SET words = '' FROM routing.interaction AS i
	WHERE i.tenant = past_forget.tenant AND i.conversation = past_forget.conversation AND p.tenant = i.tenant AND p.interaction = i.id AND p.words <> '';
END $$;
