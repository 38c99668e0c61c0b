-- visitor_transcript_read: what a link to a web chat's transcript shows: title, and up to 2,000 messages as their visitor sees them. No row: no such
-- link, or it has expired. Read.
CREATE OR REPLACE FUNCTION messaging.visitor_transcript_read(link_hash bytea)
RETURNS TABLE (body jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT jsonb_build_object('title', COALESCE((SELECT w.title FROM directory.v_widget AS w WHERE w.tenant = c.tenant AND w.channel = c.channel), ''),
		'opened_at', ops.rfc3339(c.opened_at), 'expires_at', ops.rfc3339(l.expires_at), 'messages', COALESCE((
			SELECT jsonb_agg(messaging.visitor_message(m) ORDER BY m.seq) FROM (SELECT * FROM messaging.message AS r
				WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at AND r.direction <> 'system'
				ORDER BY r.seq LIMIT 2000) AS m), '[]'))
	FROM messaging.transcript_link AS l
	JOIN messaging.conversation AS c ON c.tenant = l.tenant AND c.id = l.conversation
	WHERE l.token_hash = link_hash AND l.expires_at > ops.clock();
END $$;
