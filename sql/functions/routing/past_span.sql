-- past_span: between which ids (first_id <= id < before_id) the ended interactions are that began from `since` on and before `until`; null: at any time.
CREATE OR REPLACE FUNCTION routing.past_span(tenant bigint, since timestamptz, until timestamptz, OUT first_id bigint, OUT before_id bigint)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	-- Interactions begin in the order of their ids, but for those of one moment: among so many the one before may have begun later.
	moment CONSTANT bigint := 10000;
	none CONSTANT bigint := 9223372036854775807;
BEGIN
	first_id := CASE WHEN since IS NULL THEN 0 ELSE COALESCE((SELECT p.interaction - moment FROM routing.past AS p
		WHERE p.tenant = past_span.tenant AND p.started_at >= since ORDER BY p.started_at, p.interaction LIMIT 1), none) END;
	before_id := CASE WHEN until IS NULL THEN none ELSE COALESCE((SELECT p.interaction + moment FROM routing.past AS p
		WHERE p.tenant = past_span.tenant AND p.started_at < until ORDER BY p.started_at DESC, p.interaction DESC LIMIT 1), 0) END;
END $$;
