-- a_schedule_held: route rules whose conditions look at this schedule.
CREATE OR REPLACE FUNCTION routing.a_schedule_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'route_rule', count(*) FROM routing.route_rule AS r
	WHERE r.tenant = $1 AND r.conditions -> 'schedule' ->> 'id' = $2::text
$$;
