-- voicemail_room: whether a mailbox (a user's, of both sides together, or a queue's) takes one more message: whoever calls again and again fills neither the disk nor
-- a list that nobody can hear through. At most 300 messages and three hours of sound in a mailbox, not counting deleted ones, and 20000
-- messages and 300 hours of a tenant, with those that can still come back (16 kB a second: 17 GB). What is said while it is asked may go a
-- little beyond. Read.
CREATE OR REPLACE FUNCTION voice.voicemail_room(tenant bigint, owner bigint, queue bigint)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT of_mailbox.messages < 300 AND of_mailbox.ms < 3 * 3600000 AND of_tenant.messages < 20000 AND of_tenant.ms < 300::bigint * 3600000
	FROM (SELECT count(*) AS messages, COALESCE(sum(v.duration_ms), 0) AS ms FROM voice.voicemail AS v
			WHERE v.tenant = $1 AND v.deleted_at IS NULL AND (v.owner = $2 OR v.queue = $3)) AS of_mailbox,
		(SELECT count(*) AS messages, COALESCE(sum(v.duration_ms), 0) AS ms FROM voice.voicemail AS v WHERE v.tenant = $1) AS of_tenant
$$;
