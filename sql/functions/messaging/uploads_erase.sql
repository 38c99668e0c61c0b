-- uploads_erase: forgets at most limit_ files that users sent in a conversation. True: nothing is left. Waits for nobody.
-- Internal. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.uploads_erase(tenant bigint, conversation bigint, limit_ integer)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	u record;
BEGIN
	FOR u IN SELECT r.id FROM messaging.upload AS r
		WHERE r.tenant = uploads_erase.tenant AND r.conversation = uploads_erase.conversation ORDER BY r.id LIMIT limit_
	LOOP
		IF NOT messaging.upload_drop(tenant, u.id) THEN
			RETURN false;
		END IF;
	END LOOP;
	RETURN NOT EXISTS (SELECT FROM messaging.upload AS r
		WHERE r.tenant = uploads_erase.tenant AND r.conversation = uploads_erase.conversation);
END $$;
