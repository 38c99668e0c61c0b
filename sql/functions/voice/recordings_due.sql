-- recordings_due: files of one voiced that are to be deleted: such as are older than their queue, or the tenant, keeps them, and
-- such as are recorded no more. Looked for queue by queue (0: in none): what others keep longer is not read. Read.
CREATE OR REPLACE FUNCTION voice.recordings_due(place text, limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, file text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock CONSTANT timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT g.tenant, g.id, g.file FROM voice.recording_gone AS g WHERE g.place = recordings_due.place ORDER BY g.file LIMIT limit_;
	RETURN QUERY
	WITH RECURSIVE held AS ( -- the queues that this voiced has files of: a step of the index each
		(SELECT r.tenant, COALESCE(r.queue, 0) AS queue FROM voice.recording AS r WHERE r.place = recordings_due.place
			ORDER BY r.tenant, COALESCE(r.queue, 0) LIMIT 1)
		UNION ALL
		SELECT o.tenant, o.queue FROM held AS h CROSS JOIN LATERAL (SELECT r.tenant, COALESCE(r.queue, 0) AS queue FROM voice.recording AS r
			WHERE r.place = recordings_due.place AND (r.tenant, COALESCE(r.queue, 0)) > (h.tenant, h.queue)
			ORDER BY r.tenant, COALESCE(r.queue, 0) LIMIT 1) AS o)
	SELECT o.tenant, o.id, o.file FROM held AS h
	JOIN directory.v_tenant AS t ON t.id = h.tenant
	LEFT JOIN routing.v_queue AS q ON q.tenant = h.tenant AND q.id = h.queue
	CROSS JOIN LATERAL (SELECT r.tenant, r.id, r.file, r.at FROM voice.recording AS r
		WHERE r.place = recordings_due.place AND r.tenant = h.tenant AND COALESCE(r.queue, 0) = h.queue
			AND r.at < clock - make_interval(days => COALESCE(q.record_days, t.recording_days))
		ORDER BY r.at LIMIT limit_) AS o
	ORDER BY o.at LIMIT limit_;
END $$;
