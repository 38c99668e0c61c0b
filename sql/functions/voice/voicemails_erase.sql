-- voicemails_erase: the customer of a conversation is erased: the messages that they left at its end go, with their sound. True: nothing is
-- left. False: somebody works on one. Called by messaging. Waits for nobody.
CREATE OR REPLACE FUNCTION voice.voicemails_erase(tenant bigint, conversation bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v voice.voicemail;
BEGIN
	FOR v IN SELECT r.* FROM routing.v_interaction AS i JOIN voice.voicemail AS r ON r.tenant = i.tenant AND r.interaction = i.id
		WHERE i.tenant = voicemails_erase.tenant AND i.conversation = voicemails_erase.conversation ORDER BY r.id
	LOOP
		IF NOT pg_try_advisory_xact_lock(voice.voicemail_key(v.tenant, v.owner, v.queue)) THEN
			RETURN false;
		END IF;
		PERFORM voice.voicemail_drop(v);
	END LOOP;
	RETURN true;
END $$;
