-- recordings_list: as recordings_list_2, without its filters: of daemons of the release before.
CREATE OR REPLACE FUNCTION voice.recordings_list(tenant bigint, viewer bigint, viewer_role text, side text, agent bigint, interaction bigint,
	after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT l.item, l.cursor
	FROM voice.recordings_list_2(tenant, viewer, viewer_role, side, agent, interaction, NULL, NULL, NULL, NULL, after, limit_) AS l;
END $$;
