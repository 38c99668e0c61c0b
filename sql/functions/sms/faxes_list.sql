-- faxes_list: one's drafts, sent or received faxes, the newest first. Each row with the cursor behind it.
CREATE OR REPLACE FUNCTION sms.faxes_list(tenant bigint, owner bigint, side text, box text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT sms.fax_json(f, faxes_list.side), jsonb_build_array(f.at, f.id)::text
	FROM sms.fax AS f
	WHERE f.tenant = faxes_list.tenant AND f.owner = faxes_list.owner AND f.box = faxes_list.box
		AND (after IS NULL OR (f.at, f.id) < ((after::jsonb ->> 0)::timestamptz, (after::jsonb ->> 1)::bigint))
	ORDER BY f.at DESC, f.id DESC LIMIT limit_;
END $$;
