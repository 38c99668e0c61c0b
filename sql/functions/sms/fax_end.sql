-- fax_end: what became of giving a fax to its provider: given (which now has it, and reports), again (after again_ms), failed, unknown.
-- One of which a report came first is left as that says. outcome: ok; gone (another has it). Keys: fax_send.
CREATE OR REPLACE FUNCTION sms.fax_end(tenant bigint, id bigint, claim bigint, what text, provider_id text, reason text, code text, again_ms bigint,
	OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	report_wait CONSTANT interval := '6 hours';
	at_now timestamptz := ops.clock();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('fax_send', tenant, id::text));
	END IF;
	UPDATE sms.fax_send AS s SET
		state = CASE what WHEN 'given' THEN 'sending' WHEN 'again' THEN 'queued' ELSE what END,
		provider_id = COALESCE(s.provider_id, fax_end.provider_id),
		reason = fax_end.reason, code = fax_end.code, at = at_now,
		due_at = CASE what WHEN 'given' THEN at_now + report_wait WHEN 'again' THEN at_now + again_ms * interval '1 ms' END
	WHERE s.tenant = fax_end.tenant AND s.id = fax_end.id AND s.claim = fax_end.claim AND s.state = 'sending';
	outcome := CASE WHEN FOUND THEN 'ok' ELSE 'gone' END;
END $$;
