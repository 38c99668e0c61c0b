-- attachments_erase: forgets at most limit_ files of a conversation, their bytes where no other message has them, and what was
-- still to be fetched. True: nothing is left. Waits for nobody. Internal. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.attachments_erase(tenant bigint, conversation bigint, limit_ integer)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	a record;
BEGIN
	PERFORM sms.media_forget(tenant, conversation);
	FOR a IN SELECT r.id, r.file, encode(f.sha256, 'hex') AS hash
		FROM messaging.attachment AS r LEFT JOIN messaging.file AS f ON f.tenant = r.tenant AND f.id = r.file
		WHERE r.tenant = attachments_erase.tenant AND r.conversation = attachments_erase.conversation ORDER BY r.id LIMIT limit_
	LOOP
		-- Who stores the same file for another message holds its key.
		IF a.file IS NOT NULL AND NOT pg_try_advisory_xact_lock(ops.key('file', tenant, a.hash)) THEN
			RETURN false;
		END IF;
		DELETE FROM messaging.attachment AS r WHERE r.tenant = attachments_erase.tenant AND r.id = a.id;
		PERFORM messaging.file_drop(tenant, a.file);
	END LOOP;
	RETURN messaging.uploads_erase(tenant, conversation, limit_) AND NOT EXISTS (SELECT FROM messaging.attachment AS r
		WHERE r.tenant = attachments_erase.tenant AND r.conversation = attachments_erase.conversation);
END $$;
