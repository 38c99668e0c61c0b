-- media_due: files that are to be fetched now, at most limit_ and of each account at most half of them, so that no carrier hides
-- another; with the lock key of their conversation. Read.
CREATE OR REPLACE FUNCTION sms.media_due(limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, channel bigint, key bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	RETURN QUERY
	SELECT d.tenant, d.id, d.channel, messaging.key_of(d.tenant, d.conversation)
	FROM (SELECT m.*, row_number() OVER (PARTITION BY m.account ORDER BY m.due_at) AS place
		FROM sms.media AS m WHERE m.state <> 'failed' AND m.due_at <= at_now) AS d
	WHERE d.place <= greatest(limit_ / 2, 1)
	ORDER BY d.due_at LIMIT limit_;
END $$;
