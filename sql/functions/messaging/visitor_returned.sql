-- visitor_returned: a visitor whose page was gone is there again; their agent is told. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.visitor_returned(v messaging.visitor)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE messaging.visitor AS r SET left_at = NULL WHERE r.tenant = v.tenant AND r.id = v.id AND r.left_at IS NOT NULL;
	IF FOUND THEN
		PERFORM messaging.append_to(v.tenant, v.conversation, 'system', NULL, 'The customer is back.', NULL, NULL, NULL, NULL);
		PERFORM messaging.visitor_changed(v);
	END IF;
END $$;
