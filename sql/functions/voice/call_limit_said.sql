-- call_limit_said: the price classes of which a tenant says something itself: that alone is its configuration.
CREATE OR REPLACE FUNCTION voice.call_limit_said(tenant bigint)
RETURNS TABLE (id bigint, name text)
LANGUAGE sql STABLE
AS $$
	SELECT c.id, c.name FROM voice.call_limit AS l JOIN voice.price_class AS c ON c.name = l.price_class
	WHERE l.tenant = $1 AND num_nonnulls(l.user_calls, l.tenant_calls, l.user_per_minute, l.tenant_per_minute, l.user_minutes_per_day,
		l.tenant_minutes_per_day) > 0
$$;
