-- line_place: where an interaction stands in its queue, the first is 1, as queue_line lists it; and about how long it will
-- wait: so many times the mean time between answers of this queue in this and the last two quarters of an hour. No row: it does not wait.
-- wait_s null: nothing was answered lately. Counted to 10,000. Internal, called by voice. Read.
CREATE OR REPLACE FUNCTION routing.line_place(tenant bigint, interaction bigint)
RETURNS TABLE (place integer, wait_s integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	own smallint; -- the queue's priority
	clock CONSTANT timestamptz := ops.clock();
	since CONSTANT timestamptz := routing.quarter(clock) - interval '30 minutes';
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = line_place.tenant AND r.id = line_place.interaction AND r.state IN ('waiting', 'offered') AND r.queue IS NOT NULL;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	own := (SELECT q.priority FROM routing.queue AS q WHERE q.tenant = i.tenant AND q.id = i.queue);
	place := (SELECT count(*) FROM (SELECT FROM routing.interaction AS r
		WHERE r.tenant = i.tenant AND r.queue = i.queue AND r.state IN ('waiting', 'offered') AND r.state <> 'ended'
			AND (COALESCE(r.priority, own), COALESCE(r.rank_at, r.entered_at), r.id)
				<= (COALESCE(i.priority, own), COALESCE(i.rank_at, i.entered_at), i.id)
		LIMIT 10000) AS before);
	-- Booked by the time of entering: who entered before and was answered since is missed, so it is rather too long than too short.
	wait_s := (SELECT ceil(line_place.place * extract(epoch FROM clock - since) / NULLIF(sum(n.answered), 0))
		FROM routing.queue_interval AS n WHERE n.tenant = i.tenant AND n.queue = i.queue AND n.at >= since);
	RETURN NEXT;
END $$;
