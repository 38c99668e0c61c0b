-- visitor_transcript_read: what a link to a web chat's transcript shows: title, and the last 2,000 messages as their visitor sees
-- them; `omitted`: how many came before these. No row: no such link, or it has expired. Read.
CREATE OR REPLACE FUNCTION messaging.visitor_transcript_read(link_hash bytea)
RETURNS TABLE (body jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT bigint := 2000;
	l messaging.transcript_link;
	c messaging.conversation;
	said bigint;
BEGIN
	SELECT * INTO l FROM messaging.transcript_link AS r WHERE r.token_hash = link_hash AND r.expires_at > ops.clock();
	IF NOT FOUND THEN
		RETURN;
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = l.tenant AND r.id = l.conversation;
	said := (SELECT count(*) FROM messaging.message AS r
		WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at AND r.direction <> 'system');
	RETURN QUERY SELECT jsonb_build_object('title', COALESCE((SELECT w.title FROM directory.v_widget AS w WHERE w.tenant = c.tenant AND w.channel = c.channel), ''),
		'opened_at', ops.rfc3339(c.opened_at), 'expires_at', ops.rfc3339(l.expires_at), 'omitted', greatest(said - most, 0), 'messages', COALESCE((
			SELECT jsonb_agg(messaging.visitor_message(m) ORDER BY m.seq) FROM (SELECT * FROM messaging.message AS r
				WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at AND r.direction <> 'system'
				ORDER BY r.seq DESC LIMIT most) AS m), '[]'));
END $$;
