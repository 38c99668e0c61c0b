-- blocked_texts: what numbers have written that the contact center's lists block (SMS-24), newest first, with the entry that holds for them now
-- (null: they are blocked no more). Whoever maintains the lists reads them. Rows: the text, and the cursor that stands after it. Read.
CREATE OR REPLACE FUNCTION messaging.blocked_texts(tenant bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before_us bigint := split_part(after, '.', 1)::bigint;
	before_id bigint := split_part(after, '.', 2)::bigint;
	before timestamptz := CASE WHEN after IS NULL THEN 'infinity' ELSE 'epoch'::timestamptz + before_us * interval '1 microsecond' END;
BEGIN
	RETURN QUERY
	SELECT jsonb_build_object('id', b.message::text, 'at', ops.rfc3339(b.at), 'channel_id', c.channel::text, 'channel_name', k.name,
			'number', c.number,
			'customer', (SELECT jsonb_build_object('id', u.id::text, 'name', u.name) FROM messaging.customer AS u WHERE u.tenant = c.tenant AND u.id = c.customer),
			'text', m.text, 'files', COALESCE(jsonb_array_length(messaging.attachments_json(m.tenant, m.id)), 0),
			'block', sms.block_json(c.tenant, c.channel, c.number_hash)),
		routing.micros(b.at) || '.' || b.message
	FROM (SELECT * FROM messaging.blocked_text AS r WHERE r.tenant = blocked_texts.tenant AND (r.at, r.message) < (before, COALESCE(before_id, 0))
		ORDER BY r.at DESC, r.message DESC LIMIT least(limit_, 201)) AS b
	JOIN messaging.message AS m ON m.tenant = b.tenant AND m.id = b.message AND m.at = b.at
	JOIN messaging.conversation AS c ON c.tenant = b.tenant AND c.id = b.conversation
	LEFT JOIN directory.v_any_channel AS k ON k.tenant = c.tenant AND k.id = c.channel
	ORDER BY b.at DESC, b.message DESC;
END $$;
