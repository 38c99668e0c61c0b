-- queue_enter: what an interaction brings into another queue: that one's priority, its first waiting time, and the
-- skills that it asks for where somebody there could serve them at last (can_serve); else nobody ever would.
CREATE OR REPLACE FUNCTION routing.queue_enter(i routing.interaction, q routing.queue)
RETURNS routing.interaction
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	i.queue := q.id;
	i.priority := q.priority;
	i.rank_at := NULL;
	i.left_queues := NULL; -- somebody chose: it may overflow anew
	IF NOT routing.can_serve(q, i.skills) THEN
		i.skills := '[]';
	END IF;
	RETURN i;
END $$;
