-- voicemail_sound: type and bytes of a voicemail, for its account. No row: there is none for them. Read.
CREATE OR REPLACE FUNCTION voice.voicemail_sound(tenant bigint, owner bigint, side text, id bigint)
RETURNS TABLE (type text, bytes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT v.type, messaging.file_bytes(v.tenant, v.file) FROM voice.voicemail AS v
	WHERE v.tenant = voicemail_sound.tenant AND v.id = voicemail_sound.id AND v.owner = voicemail_sound.owner AND v.side = voicemail_sound.side;
END $$;
