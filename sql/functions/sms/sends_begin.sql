-- sends_begin: as send_begin, of many texts of a group in one statement: begins those of them that nothing stands in the way
-- of, and answers a row for each. What it does not answer was left as it is: send_begin says why, and does what is to be
-- done about it; also to the same call again.
-- messages, tried: of each id its message, and the attempts that the caller saw. probes: those of the ids that are to try the
-- first carrier.
-- Keys: message, of each.
CREATE OR REPLACE FUNCTION sms.sends_begin(tenant bigint, group_id bigint, epoch bigint, ids bigint[], messages bigint[],
	tried integer[], probes bigint[])
RETURNS TABLE (id bigint, text text, number text, attempt integer, channel bigint, account bigint, sender text,
	message bigint, conversation bigint, ref text, valid_ms bigint, version bigint, news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off -- plans are kept: they must suit also what was empty when they were made
AS $$
DECLARE
	free bigint[];
	begun sms.outbox[];
	clock timestamptz;
BEGIN
	IF NOT sms.group_held(group_id, epoch) THEN
		RETURN;
	END IF;
	clock := ops.clock();
	-- Each is looked up by itself (OFFSET 0, and subqueries that are no joins): no plan reads the whole outbox.
	SELECT array_agg(o.id) INTO free
	FROM unnest(ids, messages, tried) AS w (id, message, tried)
	CROSS JOIN LATERAL (SELECT r.* FROM sms.outbox AS r WHERE r.tenant = sends_begin.tenant AND r.id = w.id OFFSET 0) AS o
	WHERE o.group_id = sends_begin.group_id AND o.message = w.message AND o.state = 'queued' AND o.attempt = w.tried
		AND o.valid_until > clock AND o.not_before <= clock
		AND (o.exempt OR (SELECT b.state FROM sms.opt_out AS b WHERE b.tenant = o.tenant AND b.channel = o.channel
			AND b.number_hash = o.number_hash) IS DISTINCT FROM 'stopped')
		AND o.id = (SELECT min(p.id) FROM sms.outbox AS p WHERE p.tenant = o.tenant AND p.channel = o.channel
			AND p.number = o.number);
	WITH changed AS (
		UPDATE sms.outbox AS o
		SET state = 'sending', attempt = o.attempt + 1, epoch = sends_begin.epoch,
			account = CASE WHEN o.id <> ALL (probes) THEN sms.second_now(o.tenant, o.channel) END
		WHERE o.tenant = sends_begin.tenant AND o.id = ANY (free)
		RETURNING o)
	SELECT array_agg(c.o) INTO begun FROM changed AS c;
	RETURN QUERY SELECT o.id, m.text, o.number, o.attempt, o.channel, COALESCE(o.account, k.account), k.number, o.message,
		o.conversation, o.tenant || '.' || o.id || '.' || o.message,
		greatest((extract(epoch FROM o.valid_until - clock) * 1000)::bigint, 0), d.version, d.news
	FROM unnest(begun) AS o
	CROSS JOIN LATERAL (SELECT v.text FROM messaging.v_message AS v WHERE v.tenant = o.tenant AND v.conversation = o.conversation
		AND v.seq = o.seq AND v.at = o.message_at OFFSET 0) AS m
	CROSS JOIN LATERAL (SELECT r.* FROM sms.channel_carrier AS r WHERE r.tenant = o.tenant AND r.channel = o.channel OFFSET 0) AS k
	LEFT JOIN messaging.set_deliveries(sends_begin.tenant, ARRAY(SELECT b.conversation FROM unnest(begun) AS b),
		ARRAY(SELECT b.seq FROM unnest(begun) AS b), ARRAY(SELECT b.message_at FROM unnest(begun) AS b), 'sending') AS d
		ON d.id = o.message;
END $$;
