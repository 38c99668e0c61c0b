-- fax_report: a provider says what became of a fax: sending, sent, failed. ref: our own id, which stands in the address that it calls,
-- so that a report that is faster than the send's answer finds its fax (rule 17); 0: none came back. The first end counts; `unknown`
-- is no end. One that waits to be given again because the provider refused it, though it had taken it, is not given again. outcome: ok; none (no such fax of ours); moved (with keys). Keys: fax_send (of the ref).
CREATE OR REPLACE FUNCTION sms.fax_report(tenant bigint, account bigint, ref bigint, provider_id text, said text, reason text, code text,
	pages integer, OUT outcome text, OUT keys bigint[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	report_wait CONSTANT interval := '6 hours';
	s sms.fax_send;
BEGIN
	SELECT * INTO s FROM sms.fax_send AS r WHERE r.tenant = fax_report.tenant AND r.account = fax_report.account AND r.provider_id = fax_report.provider_id;
	IF NOT FOUND THEN
		SELECT * INTO s FROM sms.fax_send AS r WHERE r.tenant = fax_report.tenant AND r.id = ref AND r.account = fax_report.account
			AND r.provider_id IS NULL AND r.claim > 0;
	END IF;
	IF s.id IS NULL THEN
		outcome := 'none';
		RETURN;
	END IF;
	keys := ARRAY[ops.key('fax_send', s.tenant, s.id::text)];
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	keys := NULL;
	UPDATE sms.fax_send AS r SET provider_id = COALESCE(r.provider_id, fax_report.provider_id),
		state = CASE WHEN r.state IN ('sending', 'unknown') AND said <> 'sending' OR r.state = 'queued' THEN said ELSE r.state END,
		due_at = CASE WHEN r.state IN ('sending', 'queued') AND said <> 'sending' THEN NULL WHEN r.state = 'queued' THEN ops.clock() + report_wait ELSE r.due_at END,
		reason = CASE WHEN r.state IN ('sending', 'unknown', 'queued') AND said <> 'sending' THEN fax_report.reason ELSE r.reason END,
		code = CASE WHEN r.state IN ('sending', 'unknown', 'queued') AND said <> 'sending' THEN fax_report.code ELSE r.code END,
		pages = COALESCE(fax_report.pages, r.pages), at = ops.clock()
	WHERE r.tenant = s.tenant AND r.id = s.id AND (r.provider_id IS NULL OR r.provider_id = fax_report.provider_id);
	outcome := 'ok';
END $$;
