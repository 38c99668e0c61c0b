-- voicemail_sound: type, place and bytes of a voicemail, for who may hear it. No row: there is none for them. Read.
DROP FUNCTION IF EXISTS voice.voicemail_sound(bigint, bigint, text, bigint);
CREATE OR REPLACE FUNCTION voice.voicemail_sound(tenant bigint, viewer bigint, viewer_role text, side text, id bigint)
RETURNS TABLE (type text, place text, bytes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT v.type, v.place, messaging.file_bytes(v.tenant, v.file) FROM voice.voicemail AS v
	WHERE v.tenant = voicemail_sound.tenant AND v.id = voicemail_sound.id AND v.deleted_at IS NULL
		AND voice.voicemail_may(v, viewer, viewer_role, voicemail_sound.side);
END $$;
