-- lost_match: parked receipts of texts whose send was lost after they came, at most limit_; as receipts_match, which calls it.
CREATE OR REPLACE FUNCTION sms.lost_match(limit_ integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	p record;
	s sms.sent;
	matched integer := 0;
BEGIN
	FOR p IN SELECT DISTINCT r.account, r.provider_id, r.number_hash, r.said, r.said_n
		FROM sms.send_lost AS l
		JOIN sms.receipt_parked AS r ON r.account = l.account AND r.number_hash = l.number_hash
		WHERE r.said IS NOT NULL LIMIT least(limit_, 100)
	LOOP
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('provider', 0, p.account || ':' || p.provider_id));
		s := sms.lost_find(p.account, p.provider_id, p.number_hash, p.said, p.said_n);
		-- Each under the lock of the one before: a statement of its own, which sees what was committed until then.
		CONTINUE WHEN s.message IS NULL OR NOT pg_try_advisory_xact_lock(ops.key('message', s.tenant, s.message::text));
		CONTINUE WHEN NOT ops.keys_try(sms.parked_keys(s, p.account, p.provider_id));
		IF s = sms.lost_find(p.account, p.provider_id, p.number_hash, p.said, p.said_n) THEN -- nobody was faster
			PERFORM sms.lost_link(s);
			matched := matched + sms.receipts_apply(p.account, p.provider_id);
		END IF;
	END LOOP;
	RETURN matched;
END $$;
