-- price_off: whether a tenant has switched calls of a price class off: one of its limits is 0, by which none may be made. Internal.
CREATE OR REPLACE FUNCTION voice.price_off(tenant bigint, price text)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT EXISTS (SELECT FROM voice.a_call_limit AS l WHERE l.tenant = $1 AND l.price_class = $2
		AND 0 IN (l.user_calls, l.tenant_calls, l.user_per_minute, l.tenant_per_minute, l.user_minutes_per_day, l.tenant_minutes_per_day))
$$;
