-- voicemails_list: an account's voicemails, the newest first. Each row with the cursor behind it.
CREATE OR REPLACE FUNCTION voice.voicemails_list(tenant bigint, owner bigint, side text, unread boolean, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT voice.voicemail_json(v), jsonb_build_array(v.at, v.id)::text
	FROM voice.voicemail AS v
	WHERE v.tenant = voicemails_list.tenant AND v.owner = voicemails_list.owner AND v.side = voicemails_list.side
		AND (unread IS NOT TRUE OR v.read_at IS NULL)
		AND (after IS NULL OR (v.at, v.id) < ((after::jsonb ->> 0)::timestamptz, (after::jsonb ->> 1)::bigint))
	ORDER BY v.at DESC, v.id DESC LIMIT limit_;
END $$;
