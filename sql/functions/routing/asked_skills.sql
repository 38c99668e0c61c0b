-- asked_skills: the skills that an interaction asks for by now, less those that steps of widening have dropped or
-- lowered (RT-3; core/widen.c decides by the same).
CREATE OR REPLACE FUNCTION routing.asked_skills(i routing.interaction, q routing.queue, clock timestamptz)
RETURNS TABLE (skill bigint, level integer)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN QUERY WITH step AS (
		SELECT s.level, s.drop_skill FROM jsonb_to_recordset(q.widening) AS s (after_ms bigint, level integer, drop_skill bigint)
		WHERE i.entered_at + s.after_ms * interval '1 millisecond' <= clock)
	SELECT n.skill, least(n.level, (SELECT min(s.level) FROM step AS s))
	FROM jsonb_to_recordset(i.skills) AS n (skill bigint, level integer)
	WHERE NOT EXISTS (SELECT FROM step AS s WHERE s.drop_skill = n.skill);
END $$;
