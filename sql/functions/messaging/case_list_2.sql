-- case_list_2: as case_list_3, newest first, for a chatd that knows no other order and no filters by interactions. Read.
CREATE OR REPLACE FUNCTION messaging.case_list_2(tenant bigint, actor bigint, actor_role text, customer bigint, state text,
	since timestamptz, until timestamptz, typed text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT l.item, l.cursor FROM messaging.case_list_3(tenant, actor, actor_role, '-created_at', customer, state, NULL, NULL, NULL, NULL,
		since, until, typed, after, limit_) AS l;
END $$;
