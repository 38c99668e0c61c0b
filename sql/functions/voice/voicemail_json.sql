-- voicemail_json: a voicemail with the card of who left it, as somebody sees it who may hear it. Internal.
DROP FUNCTION IF EXISTS voice.voicemail_json(voice.voicemail);
CREATE OR REPLACE FUNCTION voice.voicemail_json(v voice.voicemail, viewer bigint, side text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', v.id::text, 'number', v.number, 'at', ops.rfc3339(v.at), 'duration_ms', v.duration_ms, 'type', v.type, 'cut_off', v.cut_off,
		'read', v.read_at IS NOT NULL, 'deleted', v.deleted_at IS NOT NULL, 'interaction', v.interaction::text,
		'queue', (SELECT jsonb_build_object('id', q.id::text, 'name', q.name) FROM routing.v_queue AS q WHERE q.tenant = v.tenant AND q.id = v.queue),
		'read_by', (SELECT jsonb_build_object('id', u.id::text, 'name', u.name) FROM directory.v_user AS u
			WHERE u.tenant = v.tenant AND u.id = v.read_by AND v.queue IS NOT NULL AND v.read_at IS NOT NULL),
		'card', voice.party_card(v.tenant, viewer, voicemail_json.side, v.user_id, v.number, v.shown));
END $$;
