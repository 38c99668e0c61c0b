-- out_limit: which limit a further call of this class meets: {"limit", "price_class", "most"}; else {"seconds": how long it may last by what
-- is left of the day's minutes: of what no call under way was promised its part, so that no number of calls at once talks longer (out_part)}. `user_` null: a forwarded call, judged by what holds for all. Minutes are those of the last 24 hours, by the
-- hour, with the calls under way. Internal; exact under the key out.
CREATE OR REPLACE FUNCTION voice.out_limit(tenant bigint, user_ bigint, price text, at_now timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	l voice.a_call_limit;
	u record;
	a record;
	limit_ text;
	most integer;
BEGIN
	SELECT * INTO l FROM voice.a_call_limit AS v WHERE v.tenant = out_limit.tenant AND v.price_class = price;
	-- Whether a run lives is asked once for each run, not for each call. With + 0 and || '' the calls under way are found by out_call_epoch, which
	-- has no others: the planner knows little of a table that changes so fast. How many began within the minute: by their numbers.
	WITH run AS MATERIALIZED (
		SELECT c.epoch, count(*) AS calls, count(*) FILTER (WHERE c.user_id = user_) AS mine,
			sum(greatest(c.seconds, extract(epoch FROM at_now - c.at))) AS promised,
			sum(greatest(c.seconds, extract(epoch FROM at_now - c.at))) FILTER (WHERE c.user_id = user_) AS my_promised
		FROM voice.out_call AS c WHERE c.epoch > 0 AND c.ended_at IS NULL AND c.tenant + 0 = out_limit.tenant AND c.price_class || '' = price GROUP BY c.epoch),
	live AS (
		SELECT COALESCE(sum(n.calls), 0) AS calls, COALESCE(sum(n.mine), 0) AS mine,
			COALESCE(sum(n.promised), 0) AS promised, COALESCE(sum(n.my_promised), 0) AS my_promised
		FROM run AS n WHERE voice.out_alive(n.epoch)),
	recent AS (
		SELECT COALESCE(voice.out_nth(tenant, price) - (SELECT c.nth FROM voice.out_call AS c
				WHERE c.tenant = out_limit.tenant AND c.price_class = price AND c.at > at_now - interval '1 minute' ORDER BY c.at LIMIT 1) + 1, 0) AS calls,
			COALESCE(voice.out_user_nth(tenant, price, user_) - (SELECT c.user_nth FROM voice.out_call AS c
				WHERE c.tenant = out_limit.tenant AND c.price_class = price AND c.user_id = user_ AND c.at > at_now - interval '1 minute'
				ORDER BY c.at LIMIT 1) + 1, 0) AS mine),
	spent AS (
		SELECT COALESCE(sum(t.seconds) FILTER (WHERE t.user_id = 0), 0) AS seconds, COALESCE(sum(t.seconds) FILTER (WHERE t.user_id = user_), 0) AS my_seconds
		FROM voice.out_time AS t
		WHERE t.tenant = out_limit.tenant AND t.user_id IN (0, user_) AND t.price_class = price AND t.hour > at_now - interval '24 hours')
	SELECT x.mine, x.calls, r.mine AS my_recent, r.calls AS recent, x.my_promised + t.my_seconds AS my_promised, x.promised + t.seconds AS promised
	FROM live AS x, recent AS r, spent AS t
	INTO a;
	SELECT n.name, n.most INTO limit_, most FROM (VALUES
		(1, 'tenant_calls', l.tenant_calls, a.calls >= l.tenant_calls),
		(2, 'user_calls', l.user_calls, user_ IS NOT NULL AND a.mine >= l.user_calls),
		(3, 'tenant_per_minute', l.tenant_per_minute, a.recent >= l.tenant_per_minute),
		(4, 'user_per_minute', l.user_per_minute, user_ IS NOT NULL AND a.my_recent >= l.user_per_minute),
		(5, 'tenant_minutes_per_day', l.tenant_minutes_per_day, a.promised >= l.tenant_minutes_per_day * 60::bigint),
		(6, 'user_minutes_per_day', l.user_minutes_per_day, user_ IS NOT NULL AND a.my_promised >= l.user_minutes_per_day * 60::bigint)) AS n (n, name, most, met)
	WHERE n.met ORDER BY n.n LIMIT 1;
	IF FOUND THEN
		RETURN jsonb_build_object('limit', limit_, 'price_class', price, 'most', most);
	END IF;
	RETURN jsonb_build_object('seconds', greatest(1, floor(least(
		voice.out_part(l.tenant_minutes_per_day * 60::bigint - a.promised, l.tenant_calls - a.calls),
		CASE WHEN user_ IS NOT NULL THEN voice.out_part(l.user_minutes_per_day * 60::bigint - a.my_promised, l.user_calls - a.mine) END)))::bigint);
END $$;
