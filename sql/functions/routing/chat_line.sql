-- chat_line: where a chat stands in its queue (RT-2): how many are offered before it, plus one; how long those took of late, by
-- the queue's answers of the last hour that is counted (null: too few to say); who has it. Internal, called by messaging.
CREATE OR REPLACE FUNCTION routing.chat_line(tenant bigint, interaction bigint, OUT place bigint, OUT estimate_ms bigint,
	OUT agent bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	few CONSTANT bigint := 3;
	most CONSTANT bigint := 1000; -- who is further back is told so many
	hour CONSTANT interval := '1 hour';
	i routing.interaction;
	q routing.queue;
	answers bigint;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = chat_line.tenant AND r.id = chat_line.interaction;
	agent := CASE WHEN i.state IN ('assigned', 'wrap_up') THEN i.agent END;
	IF NOT i.state IN ('waiting', 'offered') THEN
		RETURN;
	END IF;
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = i.queue;
	place := (SELECT count(*) FROM (SELECT FROM routing.interaction AS r
		WHERE r.tenant = i.tenant AND r.queue = i.queue AND r.state = 'waiting'
			AND (COALESCE(r.priority, q.priority), COALESCE(r.rank_at, r.entered_at), r.id)
				< (COALESCE(i.priority, q.priority), COALESCE(i.rank_at, i.entered_at), i.id)
		LIMIT most) AS before) + 1;
	answers := (SELECT sum(k.answered) FROM routing.queue_interval AS k
		WHERE k.tenant = i.tenant AND k.queue = i.queue AND k.at >= ops.clock() - hour);
	IF answers >= few THEN
		estimate_ms := place * 3600000 / answers;
	END IF;
END $$;
