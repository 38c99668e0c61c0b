-- seen_sweep: forgets at most limit_ rows each of what is kept 30 days: provider ids, sent ids,
-- part sets, lost sends; receipts parked for longer than 30 days; help answers of a day ago. Answers how many.
CREATE OR REPLACE FUNCTION sms.seen_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- the brin index of a time is chosen for a known time only
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '30 days';
	most integer := least(limit_, 1000);
	one bigint;
	swept bigint;
BEGIN
	DELETE FROM sms.provider_seen AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.provider_seen AS o WHERE o.at < before LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	DELETE FROM sms.sent AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.sent AS o WHERE o.at < before LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS one = ROW_COUNT;
	swept := swept + one;
	DELETE FROM sms.sent_part AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.sent_part AS o WHERE o.at < before LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS one = ROW_COUNT;
	swept := swept + one;
	DELETE FROM sms.send_lost AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.send_lost AS o WHERE o.at < before LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS one = ROW_COUNT;
	swept := swept + one;
	DELETE FROM sms.part_set AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.part_set AS o WHERE o.first_at < before LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS one = ROW_COUNT;
	swept := swept + one;
	DELETE FROM sms.receipt_parked AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.receipt_parked AS o WHERE o.at < before LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS one = ROW_COUNT;
	swept := swept + one;
	before := ops.clock() - interval '24 hours';
	DELETE FROM sms.help_answer AS d WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.help_answer AS o WHERE o.at < before LIMIT most FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS one = ROW_COUNT;
	RETURN swept + one;
END $$;
