-- voicemail_json: a voicemail with the card of who left it. Internal.
CREATE OR REPLACE FUNCTION voice.voicemail_json(v voice.voicemail)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', v.id::text, 'number', v.number, 'at', ops.rfc3339(v.at), 'duration_ms', v.duration_ms, 'type', v.type,
		'read', v.read_at IS NOT NULL, 'card', voice.party_card(v.tenant, v.owner, v.side, v.user_id, v.number, v.shown));
END $$;
