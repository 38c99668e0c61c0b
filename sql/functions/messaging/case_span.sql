-- case_span: between which ids (first_id <= id < before_id) the cases are that were opened from `since` on and before `until`; null: at any time. Only when
-- search_fill has made all entries.
CREATE OR REPLACE FUNCTION messaging.case_span(tenant bigint, since timestamptz, until timestamptz, OUT first_id bigint, OUT before_id bigint)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	-- Cases are opened in the order of their ids, but for those of one moment: among so many the one before may be of later.
	moment CONSTANT bigint := 10000;
	none CONSTANT bigint := 9223372036854775807;
BEGIN
	first_id := CASE WHEN since IS NULL THEN 0 ELSE COALESCE((SELECT e.ref - moment FROM messaging.search_entry AS e
		WHERE e.tenant = case_span.tenant AND e.kind = 'case' AND e.made_at >= since ORDER BY e.made_at, e.ref LIMIT 1), none) END;
	before_id := CASE WHEN until IS NULL THEN none ELSE COALESCE((SELECT e.ref + moment FROM messaging.search_entry AS e
		WHERE e.tenant = case_span.tenant AND e.kind = 'case' AND e.made_at < until ORDER BY e.made_at DESC, e.ref DESC LIMIT 1), 0) END;
END $$;
