-- can_serve: whether anybody can serve a queue at last, with these skills asked for: an enabled member with a
-- seat, or somebody whom a step of widening adds, who holds what the steps leave of them. Read. The linter runs at
-- each write of configuration: so it stops at the first one found, and each look at somebody is one by key.
CREATE OR REPLACE FUNCTION routing.can_serve(q routing.queue, skills jsonb)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	wanted bigint[];
	levels integer[];
BEGIN
	IF skills <> '[]' THEN
		SELECT array_agg(w.skill ORDER BY w.skill), array_agg(w.level ORDER BY w.skill) INTO wanted, levels FROM routing.widened(q, skills) AS w;
	END IF;
	IF (SELECT true FROM routing.member AS m WHERE m.tenant = q.tenant AND m.queue = q.id AND m.enabled
		AND routing.can_work(m.tenant, m.agent, wanted, levels) LIMIT 1) THEN
		RETURN true;
	END IF;
	RETURN q.widening <> '[]' AND (SELECT true FROM jsonb_to_recordset(q.widening) AS s (add_group bigint)
		JOIN directory.v_user AS u ON u.tenant = q.tenant AND u.group_id = s.add_group
		WHERE routing.can_work(u.tenant, u.id, wanted, levels) AND NOT EXISTS (SELECT FROM routing.member AS m
			WHERE m.tenant = q.tenant AND m.queue = q.id AND m.agent = u.id AND NOT m.enabled) LIMIT 1) IS NOT NULL;
END $$;
