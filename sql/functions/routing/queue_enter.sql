-- queue_enter: what an interaction brings into another queue: that one's priority, its first waiting time, and the
-- skills that it asks for where a member of it could serve them; else nobody ever would.
CREATE OR REPLACE FUNCTION routing.queue_enter(i routing.interaction, q routing.queue)
RETURNS routing.interaction
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	i.queue := q.id;
	i.priority := q.priority;
	i.rank_at := NULL;
	i.left_queues := NULL; -- somebody chose: it may overflow anew
	IF i.skills <> '[]' AND NOT EXISTS (SELECT FROM routing.member AS m
		WHERE m.tenant = q.tenant AND m.queue = q.id AND m.enabled AND NOT EXISTS (
			SELECT FROM jsonb_array_elements(i.skills) AS s (need)
			WHERE NOT EXISTS (SELECT FROM routing.agent_skill AS k WHERE k.tenant = m.tenant AND k.agent = m.agent
				AND k.skill = (need ->> 'skill')::bigint AND k.level >= (need ->> 'level')::integer))) THEN
		i.skills := '[]';
	END IF;
	RETURN i;
END $$;
