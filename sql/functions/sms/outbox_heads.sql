-- outbox_heads: of each (channel, number) of a group the first message that still has to be
-- sent: per customer one is in flight (rule 8). Pages by id. ref: what receipts bring back,
-- "<tenant>.<outbox id>.<message id>". second: the account of the channel's second carrier, where that sends now. Read.
DROP FUNCTION IF EXISTS sms.outbox_heads(bigint, bigint, integer); -- it answered fewer columns
CREATE OR REPLACE FUNCTION sms.outbox_heads(group_id bigint, after_id bigint, limit_ integer)
RETURNS TABLE (tenant bigint, id bigint, channel bigint, number text, message bigint, state text, attempt integer,
	segments smallint, wait_ms bigint, valid_ms bigint, ref text, second bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off -- the plan is kept: it must suit also an outbox that was empty when it was made
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT o.tenant, o.id, o.channel, o.number, o.message, o.state::text, o.attempt, o.segments,
		greatest((extract(epoch FROM o.not_before - clock) * 1000)::bigint, 0),
		greatest((extract(epoch FROM o.valid_until - clock) * 1000)::bigint, 0),
		o.tenant || '.' || o.id || '.' || o.message, CASE WHEN EXISTS (SELECT FROM sms.carrier_turn AS t
			WHERE t.tenant = o.tenant AND t.channel = o.channel) THEN sms.second_now(o.tenant, o.channel) END
	FROM sms.outbox AS o
	WHERE o.group_id = outbox_heads.group_id AND o.id > COALESCE(after_id, 0) AND o.held_until IS NULL
		AND o.id = (SELECT min(p.id) FROM sms.outbox AS p WHERE p.tenant = o.tenant AND p.channel = o.channel
			AND p.number = o.number) -- no join: no plan reads the whole outbox
	ORDER BY o.id LIMIT least(limit_, 1000);
END $$;
