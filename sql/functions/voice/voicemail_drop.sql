-- voicemail_drop: forgets a voicemail, and its sound where nobody else has it; a late step of its call does not bring it back. Internal.
-- Keys: voicemail_key.
CREATE OR REPLACE FUNCTION voice.voicemail_drop(v voice.voicemail)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	DELETE FROM voice.voicemail AS r WHERE r.tenant = v.tenant AND r.id = v.id;
	IF v.owner IS NOT NULL THEN
		INSERT INTO voice.call_gone (tenant, owner, side, call, at)
		VALUES (v.tenant, v.owner, v.side, left('voicemail of ' || v.call, 200), ops.clock()) ON CONFLICT DO NOTHING;
	END IF;
	PERFORM messaging.file_release(v.tenant, v.file);
	IF v.deleted_at IS NULL THEN
		PERFORM voice.mailbox_count(v);
	END IF;
END $$;
