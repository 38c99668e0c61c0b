-- mails_begin_2: as mails_begin_3, for a chatd that knows no sealed links. Waits for nobody.
CREATE OR REPLACE FUNCTION messaging.mails_begin_2(limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, address text, title text, url text, tries integer, text text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY UPDATE messaging.mail AS m SET tries = m.tries + 1, due_at = ops.clock() + interval '1 minute'
	WHERE m.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.mail AS o WHERE o.due_at <= ops.clock() AND o.secret IS NULL ORDER BY (o.text IS NULL), o.due_at
		LIMIT limit_ FOR UPDATE SKIP LOCKED))
	RETURNING m.tenant, m.id, m.address, m.title, m.url, m.tries, m.text;
END $$;
