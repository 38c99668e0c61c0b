-- visitors_seen: the pages of these visitors were heard of. Answers which of them were taken for gone: they are to be told as back
-- (visitor_back). Waits for nobody: a row that another instance writes is left to it.
CREATE OR REPLACE FUNCTION messaging.visitors_seen(tenants bigint[], conversations bigint[])
RETURNS TABLE (tenant bigint, conversation bigint, channel bigint, number text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE messaging.visitor_seen AS s SET at = ops.clock()
	WHERE s.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.visitor_seen AS o
		JOIN unnest(tenants, conversations) AS a (tenant, conversation) ON a.tenant = o.tenant AND a.conversation = o.conversation
		ORDER BY o.tenant, o.conversation FOR UPDATE OF o SKIP LOCKED));
	RETURN QUERY SELECT v.tenant, v.conversation, v.channel, v.number
	FROM unnest(tenants, conversations) AS a (tenant, conversation)
	JOIN messaging.visitor AS v ON v.tenant = a.tenant AND v.conversation = a.conversation
	WHERE v.left_at IS NOT NULL AND v.ended_at IS NULL AND v.closed_at IS NULL;
END $$;
