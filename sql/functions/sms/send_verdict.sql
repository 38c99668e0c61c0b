-- send_verdict: what send_begin does with an outbox row.
CREATE OR REPLACE FUNCTION sms.send_verdict(o sms.outbox, epoch bigint, tried integer, clock timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		-- The same call again: the caller saw one attempt less. Any other finds a send under way.
		WHEN o.state = 'sending' AND o.epoch = $2 THEN
			CASE WHEN o.attempt = COALESCE($3 + 1, o.attempt) THEN 'send' ELSE 'wait' END
		WHEN o.state = 'sending' THEN 'fenced'
		WHEN o.valid_until <= clock THEN 'expired'
		WHEN NOT o.exempt AND EXISTS (SELECT FROM sms.opt_out AS b WHERE b.tenant = o.tenant
			AND b.channel = o.channel AND b.number_hash = o.number_hash AND b.state = 'stopped') THEN 'opted_out'
		WHEN o.not_before > clock OR EXISTS (SELECT FROM sms.outbox AS p WHERE p.tenant = o.tenant
			AND p.channel = o.channel AND p.number = o.number AND p.id < o.id) THEN 'wait'
		ELSE 'send' END;
END $$;
