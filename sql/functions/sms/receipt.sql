-- receipt: a carrier's delivery report (SMS-32). ref "<tenant>.<outbox id>.<message id>", where
-- the carrier brings it back, finds the message also before the send's own answer; without a
-- match it is parked for 72 h. number_hash, said, said_n: to whom it is and how its text begins, where it says so: they find a
-- text whose send was lost (lost_find). outcome: ok (changed or not, once or twice), parked, moved (with
-- keys). changed: the message's state moved.
-- state 'blocked': the customer opted out at the carrier, which blocks here, too.
-- Keys: provider (tenant 0), message (of the ref), conversation (receipt_keys).
DROP FUNCTION IF EXISTS sms.receipt(bigint, text, text, text, text, text, text); -- it knew a receipt by its id alone
CREATE OR REPLACE FUNCTION sms.receipt(account bigint, provider_id text, ref text, state text,
	code text, reason text, raw_state text, number_hash bytea DEFAULT NULL, said bytea DEFAULT NULL, said_n integer DEFAULT NULL,
	OUT outcome text, OUT changed boolean, OUT tenant bigint, OUT message bigint, OUT keys bigint[], OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	s sms.sent;
	lost boolean := false;
BEGIN
	s := sms.receipt_message(account, provider_id, ref);
	IF s.message IS NULL AND said IS NOT NULL THEN
		s := sms.lost_find(account, provider_id, number_hash, said, said_n);
		lost := s.message IS NOT NULL;
	END IF;
	keys := array_remove(ARRAY[ops.key('provider', 0, account || ':' || provider_id),
		ops.key('message', s.tenant, s.message::text)], NULL) || sms.receipt_keys(s, state);
	keys := keys || sms.parked_keys(s, account, provider_id);
	changed := false;
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	keys := NULL;
	tenant := s.tenant;
	message := s.message;
	IF message IS NULL THEN
		INSERT INTO sms.receipt_parked (account, provider_id, raw_state, state, code, reason, at, number_hash, said, said_n)
		VALUES (account, provider_id, raw_state, state, code, reason, ops.batch_at(), number_hash, said, said_n)
		ON CONFLICT DO NOTHING;
		outcome := 'parked';
		RETURN;
	END IF;
	IF lost THEN
		PERFORM sms.lost_link(s);
	ELSE
		INSERT INTO sms.sent (account, provider_id, tenant, message, conversation, seq, message_at, at)
		VALUES (account, provider_id, s.tenant, s.message, s.conversation, s.seq, s.message_at, ops.batch_at())
		ON CONFLICT DO NOTHING;
	END IF;
	PERFORM sms.receipts_apply(account, provider_id);
	changed := sms.receipt_deliver(s, state, reason, code);
	outcome := 'ok';
	news := ops.news(mark);
END $$;
