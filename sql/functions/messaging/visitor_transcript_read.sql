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
	shown jsonb;
BEGIN
	SELECT * INTO l FROM messaging.transcript_link AS r WHERE r.token_hash = link_hash AND r.expires_at > ops.clock();
	IF NOT FOUND THEN
		RETURN;
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = l.tenant AND r.id = l.conversation;
	SELECT max(f.said), jsonb_agg(messaging.visitor_message(f.m) ORDER BY (f.m).seq) INTO said, shown
	FROM (SELECT m, count(*) OVER () AS said FROM messaging.message AS m
		WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at AND m.direction <> 'system'
		ORDER BY m.seq DESC LIMIT most) AS f;
	RETURN QUERY SELECT jsonb_build_object('title', COALESCE((SELECT w.title FROM directory.v_widget AS w WHERE w.tenant = c.tenant AND w.channel = c.channel), ''),
		'opened_at', ops.rfc3339(c.opened_at), 'expires_at', ops.rfc3339(l.expires_at), 'omitted', greatest(COALESCE(said, 0) - most, 0),
		'messages', COALESCE(shown, '[]'));
END $$;
