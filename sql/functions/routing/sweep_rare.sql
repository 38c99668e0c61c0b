-- sweep_rare: as sweep_due, what a shard's holder looks for less often, for it reads more: if that takes too long,
-- nothing else waits for it. answers, overflows: which of the two. Read.
CREATE OR REPLACE FUNCTION routing.sweep_rare(limit_ integer, tenants bigint[], answers boolean, overflows boolean)
RETURNS TABLE (what text, tenant bigint, id bigint, agent bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF answers THEN
		RETURN QUERY SELECT 'answer', d.tenant, d.interaction, NULL::bigint FROM routing.answers_due(limit_, tenants) AS d;
	END IF;
	IF overflows THEN
		RETURN QUERY SELECT 'overflow', d.tenant, d.interaction, NULL::bigint FROM routing.overflow_due(limit_, tenants) AS d;
	END IF;
END $$;
