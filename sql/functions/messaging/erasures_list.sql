-- erasures_list: a tenant's erasures, newest first, after the cursor (an id). It is the list that is
-- applied again after a restore. Read.
CREATE OR REPLACE FUNCTION messaging.erasures_list(tenant bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT messaging.erasure_json(e), e.id::text FROM messaging.erasure AS e
	WHERE e.tenant = erasures_list.tenant AND (after IS NULL OR e.id < after::bigint)
	ORDER BY e.id DESC LIMIT least(limit_, 501);
END $$;
