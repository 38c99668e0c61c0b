-- raw_json: the one shape of a kept call; its bytes are told by raw_show alone.
CREATE OR REPLACE FUNCTION sms.raw_json(r sms.raw_inbound)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', r.id::text, 'at', ops.rfc3339(r.at), 'channel', r.channel::text,
		'account', r.account::text, 'state', r.state, 'reason', r.reason, 'bytes', octet_length(r.raw),
		'reprocessed_at', ops.rfc3339(r.reprocessed_at));
END $$;
