-- fax_due: what is to be done with faxes now, at most limit_ of each kind: send; lost, one that nobody may wait for longer; fetch,
-- the file of one that came. With the lock key and the account. Read.
CREATE OR REPLACE FUNCTION sms.fax_due(limit_ integer)
RETURNS TABLE (what text, tenant bigint, id bigint, account bigint, key bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	RETURN QUERY (SELECT CASE s.state WHEN 'queued' THEN 'send' ELSE 'lost' END, s.tenant, s.id, s.account, ops.key('fax_send', s.tenant, s.id::text)
			FROM (SELECT r.*, row_number() OVER (PARTITION BY r.account ORDER BY r.due_at, r.id) AS place FROM sms.fax_send AS r WHERE r.due_at <= at_now) AS s
			WHERE s.place <= greatest(limit_ / 2, 1) ORDER BY s.due_at, s.id LIMIT limit_)
		UNION ALL
		(SELECT 'fetch', f.tenant, f.id, f.account, ops.key('fax', f.tenant, f.id::text)
			FROM sms.fax AS f WHERE f.due_at <= at_now AND f.fetch_url <> 'sandbox:' ORDER BY f.due_at LIMIT limit_);
END $$;
