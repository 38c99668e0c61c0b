-- mails_begin_3: takes at most limit_ e-mails that are due, those of words before links to transcripts, which strangers ask for; no other call
-- gets them for a minute. Waits for no lock. `text`: what it says; or else it brings a link, which is sealed (`secret`, for the row `box`) or,
-- of the release before, stands in `url`.
CREATE OR REPLACE FUNCTION messaging.mails_begin_3(limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, address text, title text, url text, tries integer, text text, secret bytea, box bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY UPDATE messaging.mail AS m SET tries = m.tries + 1, due_at = ops.clock() + interval '1 minute'
	WHERE m.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.mail AS o WHERE o.due_at <= ops.clock() ORDER BY (o.text IS NULL), o.due_at
		LIMIT limit_ FOR UPDATE SKIP LOCKED))
	RETURNING m.tenant, m.id, m.address, m.title, m.url, m.tries, m.text, m.secret, m.box;
END $$;
