-- widened: what a queue asks for once all its steps are in force, of an interaction that asks for these skills
-- (RT-3): the linter judges by it who can serve it at last.
CREATE OR REPLACE FUNCTION routing.widened(q routing.queue, skills jsonb)
RETURNS TABLE (skill bigint, level integer)
LANGUAGE sql STABLE
AS $$
	SELECT n.skill, least(n.level, (SELECT min(s.level) FROM jsonb_to_recordset(q.widening) AS s (level integer)))
	FROM jsonb_to_recordset(skills) AS n (skill bigint, level integer)
	WHERE NOT EXISTS (SELECT FROM jsonb_to_recordset(q.widening) AS s (drop_skill bigint) WHERE s.drop_skill = n.skill)
$$;
