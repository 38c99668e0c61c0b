-- line_json: one channel's line to its carrier as who operates the gateway sees it: what waits (counted up to 10,000), and
-- what became of what was sent in the last 15 minutes. Its cost is bounded by both.
CREATE OR REPLACE FUNCTION sms.line_json(k sms.channel_carrier)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	most CONSTANT integer := 10000;
	clock timestamptz := ops.clock();
	since timestamptz := clock - interval '15 minutes';
	c record;
	a sms.account;
	g sms.sender_group;
	q record;
	f record;
	bad record;
BEGIN
	SELECT v.name, v.disabled INTO c FROM directory.v_any_channel AS v WHERE v.tenant = k.tenant AND v.id = k.channel;
	SELECT * INTO a FROM sms.account AS r WHERE r.tenant = k.tenant AND r.id = k.account;
	SELECT * INTO g FROM sms.sender_group AS r WHERE r.tenant = k.tenant AND r.id = k.group_id;
	SELECT count(*) AS n, count(*) FILTER (WHERE o.state = 'sending') AS sending, min(o.message_at) AS oldest INTO q
	FROM (SELECT r.state, r.message_at FROM sms.outbox AS r WHERE r.tenant = k.tenant AND r.channel = k.channel LIMIT most) AS o;
	SELECT COALESCE(sum(r.sent), 0) AS sent, COALESCE(sum(r.again), 0) AS again, COALESCE(sum(r.refused), 0) AS refused,
		COALESCE(sum(r.failed), 0) AS failed, COALESCE(sum(r.unknown), 0) AS unknown,
		(sum(r.took_ms) / NULLIF(sum(r.sent + r.again + r.refused + r.failed + r.unknown), 0))::bigint AS took_ms, max(r.took_max_ms) AS took_max_ms
	INTO f FROM sms.line_figure AS r WHERE r.tenant = k.tenant AND r.channel = k.channel AND r.at > since;
	SELECT r.at, r.code INTO bad FROM sms.line_figure AS r
	WHERE r.tenant = k.tenant AND r.channel = k.channel AND r.again + r.refused + r.failed + r.unknown > 0 ORDER BY r.at DESC LIMIT 1;
	RETURN jsonb_build_object('id', k.channel::text, 'channel', c.name, 'disabled', c.disabled, 'number', k.number, 'carrier', a.carrier,
		'account', jsonb_build_object('id', a.id::text, 'name', a.name), 'rate_per_s', g.rate_per_s::double precision,
		'waiting', q.n, 'waiting_more', q.n = most, 'sending', q.sending, 'oldest_at', ops.rfc3339(q.oldest),
		'sent', f.sent, 'again', f.again, 'refused', f.refused, 'failed', f.failed, 'unknown', f.unknown,
		'took_ms', f.took_ms, 'took_max_ms', f.took_max_ms, 'trouble_at', ops.rfc3339(bad.at), 'trouble_code', bad.code,
		'unread', (SELECT count(*) FROM (SELECT FROM sms.raw_inbound AS r WHERE r.tenant = k.tenant AND r.state = 'unparsed'
			AND r.channel = k.channel AND r.at > clock - interval '29 days' LIMIT 100) AS u),
		'unsigned', sms.account_unsigned(k.tenant, k.account) OR (k.second_account IS NOT NULL AND sms.account_unsigned(k.tenant, k.second_account)));
END $$;
