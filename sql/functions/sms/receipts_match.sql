-- receipts_match: matches what is parked with what was sent, or was lost (lost_match), meanwhile, at most limit_; a
-- sweeper calls it every minute (rule 17). Takes the keys of each itself, without waiting: who
-- holds one now will match it, or the next round does. Answers how many were matched.
CREATE OR REPLACE FUNCTION sms.receipts_match(limit_ integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	p record;
	matched integer := 0;
BEGIN
	FOR p IN SELECT DISTINCT r.account, r.provider_id, s.tenant, s.message, s AS sent
		FROM sms.receipt_parked AS r
		JOIN sms.sent AS s ON s.account = r.account AND s.provider_id = r.provider_id
		LIMIT least(limit_, 100)
	LOOP
		-- Each under the lock of the one before: a statement of its own, which sees what was committed until then.
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('provider', 0, p.account || ':' || p.provider_id));
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('message', p.tenant, p.message::text));
		IF ops.keys_try(sms.parked_keys(p.sent, p.account, p.provider_id)) THEN
			matched := matched + sms.receipts_apply(p.account, p.provider_id);
		END IF;
	END LOOP;
	RETURN matched + sms.lost_match(limit_);
END $$;
