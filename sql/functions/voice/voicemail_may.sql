-- voicemail_may: whether a voicemail is an account's: its own, or of a queue that it serves, leads or administers. Internal.
CREATE OR REPLACE FUNCTION voice.voicemail_may(v voice.voicemail, viewer bigint, viewer_role text, side text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN v.queue IS NULL THEN v.owner = viewer AND v.side = voicemail_may.side
		ELSE voicemail_may.side = 'agent' AND routing.queue_served(v.tenant, v.queue, viewer, viewer_role) END;
END $$;
