-- client_sweep: parts whose others did not come within 10 minutes end; what a client did not take within 72 h, and what it sent
-- 30 days ago, is forgotten. Takes the keys of parts itself, without waiting. Answers how many rows.
CREATE OR REPLACE FUNCTION sms.client_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- the brin index of a time is chosen for a known time only
AS $$
DECLARE
	clock timestamptz := ops.clock();
	most integer := least(limit_, 1000);
	one bigint;
	swept bigint := 0;
	p record;
BEGIN
	FOR p IN SELECT r.tenant, r.client, r.channel, r.number, r.ref, r.total FROM sms.client_part AS r
		GROUP BY r.tenant, r.client, r.channel, r.number, r.ref, r.total HAVING max(r.at) < clock - interval '10 minutes' LIMIT least(limit_, 100)
	LOOP
		IF pg_try_advisory_xact_lock(ops.key('conversation', p.tenant, p.channel || ':' || p.number)) THEN
			swept := swept + sms.client_parts_end(p.tenant, p.client, p.channel, p.number, p.ref, p.total, 'undelivered', NULL);
		END IF;
	END LOOP;
	DELETE FROM sms.client_delivery AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.client_delivery AS o WHERE o.until < clock LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS one = ROW_COUNT;
	swept := swept + one;
	DELETE FROM sms.client_message AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.client_message AS o WHERE o.at < clock - interval '30 days' LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS one = ROW_COUNT;
	RETURN swept + one;
END $$;
