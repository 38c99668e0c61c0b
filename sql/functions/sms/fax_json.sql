-- fax_json: the one shape of a fax, as its owner sees it; with the card of who sent it, or of its first recipient (CT-9). Internal.
CREATE OR REPLACE FUNCTION sms.fax_json(f sms.fax, side text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	sends jsonb;
	worst text;
	party text;
BEGIN
	SELECT jsonb_agg(jsonb_build_object('number', s.number, 'name', s.name, 'state', s.state, 'reason', s.reason, 'pages', s.pages,
			'at', ops.rfc3339(s.at)) ORDER BY s.position),
		(array_agg(s.state ORDER BY array_position('{queued,sending,unknown,failed,sent}', s.state)))[1]
	INTO sends, worst FROM sms.fax_send AS s WHERE s.tenant = f.tenant AND s.fax = f.id;
	sends := COALESCE(sends, (SELECT jsonb_agg(r.value || '{"state": null, "reason": null, "pages": null, "at": null}') FROM jsonb_array_elements(f.recipients) AS r), '[]');
	party := CASE f.box WHEN 'received' THEN f.from_number ELSE sends #>> '{0,number}' END;
	RETURN jsonb_build_object('id', f.id::text, 'box', f.box, 'state', CASE f.box WHEN 'sent' THEN worst ELSE f.box END,
		'subject', f.subject, 'cover', f.cover, 'recipients', sends, 'from', f.from_number, 'to', f.to_number, 'pages', f.pages,
		'copy_of', f.copy_of::text, 'read', f.box <> 'received' OR f.read_at IS NOT NULL, 'at', ops.rfc3339(f.at),
		'file_state', f.fetch_state, 'file_reason', f.fetch_reason, 'files', messaging.fax_files_json(f.tenant, f.id),
		'card', CASE WHEN party IS NOT NULL THEN directory.card_of_number(f.tenant, f.owner, side, party, party) END);
END $$;
