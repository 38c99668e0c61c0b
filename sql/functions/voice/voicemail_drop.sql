-- voicemail_drop: forgets a voicemail, and its sound where nobody else has it. Internal. Keys: calls (the owner).
CREATE OR REPLACE FUNCTION voice.voicemail_drop(v voice.voicemail)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	DELETE FROM voice.voicemail AS r WHERE r.tenant = v.tenant AND r.id = v.id;
	PERFORM messaging.file_release(v.tenant, v.file);
END $$;
