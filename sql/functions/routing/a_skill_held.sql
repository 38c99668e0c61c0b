-- a_skill_held: route rules that ask for this skill, and queues that drop it in a step of widening.
CREATE OR REPLACE FUNCTION routing.a_skill_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'route_rule', count(*) FROM routing.route_rule AS r
	WHERE r.tenant = $1 AND r.skills @> jsonb_build_array(jsonb_build_object('skill', $2::text))
	UNION ALL
	SELECT 'queue', count(*) FROM routing.queue AS q
	WHERE q.tenant = $1 AND q.widening @> jsonb_build_array(jsonb_build_object('drop_skill', $2::text))
$$;
