-- calls_list: an account's calls, the newest first, with the card of each other party (CT-14). Each row with the cursor behind it.
CREATE OR REPLACE FUNCTION voice.calls_list(tenant bigint, owner bigint, side text, missed boolean, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT voice.call_json(l) || jsonb_build_object('card',
			voice.party_card(l.tenant, l.owner, l.side, l.user_id, l.number, l.shown)),
		jsonb_build_array(l.began_at, l.id)::text
	FROM voice.call_log AS l
	WHERE l.tenant = calls_list.tenant AND l.owner = calls_list.owner AND l.side = calls_list.side
		AND (calls_list.missed IS NOT TRUE OR l.missed)
		AND (after IS NULL OR (l.began_at, l.id) < ((after::jsonb ->> 0)::timestamptz, (after::jsonb ->> 1)::bigint))
	ORDER BY l.began_at DESC, l.id DESC LIMIT limit_;
END $$;
