-- sends_sent: as send_end of many texts of a group that a carrier took, each under one id, in one statement; a row for each
-- that was ended. What it does not answer was left as it is (it ended before, or a receipt of it came first): send_end does
-- what is to be done about it; also to the same call again.
-- Keys: message and provider, of each.
CREATE OR REPLACE FUNCTION sms.sends_sent(tenant bigint, group_id bigint, epoch bigint, ids bigint[], messages bigint[],
	attempts integer[], accounts bigint[], provider_ids text[])
RETURNS TABLE (id bigint, message bigint, version bigint, news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off -- plans are kept: they must suit also what was empty when they were made
AS $$
DECLARE
	ended sms.outbox[];
	taken sms.sent[];
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(VARIADIC ARRAY(SELECT ops.key('provider', 0, w.account || ':' || w.id)
			FROM unnest(accounts, provider_ids) AS w (account, id)));
	END IF;
	-- Each is looked up by itself (OFFSET 0, and subqueries that are no joins): no plan reads a whole table.
	SELECT array_agg(o.r), array_agg(ROW (w.account, w.provider_id, (o.r).tenant, (o.r).message, (o.r).conversation, (o.r).seq,
		(o.r).message_at, ops.batch_at())::sms.sent) INTO ended, taken
	FROM unnest(ids, messages, attempts, accounts, provider_ids) AS w (id, message, attempt, account, provider_id)
	CROSS JOIN LATERAL (SELECT r FROM sms.outbox AS r WHERE r.tenant = sends_sent.tenant AND r.id = w.id
		AND r.group_id = sends_sent.group_id AND r.message = w.message AND r.state = 'sending' AND r.epoch = sends_sent.epoch
		AND r.attempt = w.attempt OFFSET 0) AS o
	WHERE (SELECT count(*) FROM sms.receipt_parked AS p WHERE p.account = w.account AND p.provider_id = w.provider_id) = 0;
	INSERT INTO sms.sent SELECT * FROM unnest(taken) ON CONFLICT DO NOTHING;
	DELETE FROM sms.outbox AS o WHERE o.tenant = sends_sent.tenant AND o.id = ANY (ARRAY(SELECT e.id FROM unnest(ended) AS e));
	RETURN QUERY SELECT o.id, o.message, d.version, d.news
	FROM unnest(ended) AS o
	LEFT JOIN messaging.set_deliveries(sends_sent.tenant, ARRAY(SELECT e.conversation FROM unnest(ended) AS e),
		ARRAY(SELECT e.seq FROM unnest(ended) AS e), ARRAY(SELECT e.message_at FROM unnest(ended) AS e), 'sent') AS d
		ON d.id = o.message;
END $$;
