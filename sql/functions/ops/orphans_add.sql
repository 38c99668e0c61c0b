-- orphans_add: finds events whose transaction made no outbox row (a function called by hand)
-- and makes the row; answers how many. Only ops.sequence calls it, under its lock.
--
-- Each second it sets a mark: a time, and one look later its own transaction number. A
-- transaction has its number before it takes its time (batch_at), so when all below mark_xid
-- have ended, every event up to mark_at is visible or never will be, and each stretch of
-- time is searched once. A writer that stays open for long holds the mark back; then what is
-- visible of the last minute is searched every 5 s.
CREATE OR REPLACE FUNCTION ops.orphans_add()
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	s ops.sequencer;
	pause interval;
	decided boolean;
	batches integer;
	added bigint;
	reached timestamptz;
	batches_max CONSTANT integer := 20000;
BEGIN
	SELECT * INTO s FROM ops.sequencer;
	pause := CASE WHEN s.mark_at < s.looked_at - interval '5 s' THEN interval '5 s' ELSE interval '1 s' END;
	IF at_now BETWEEN s.looked_at AND s.looked_at + pause THEN
		RETURN 0;
	END IF;
	IF s.mark_at IS NULL OR s.mark_at > at_now OR s.mark_xid > pg_current_xact_id() THEN
		-- none yet, or the clock or the whole database was put back
		UPDATE ops.sequencer SET looked_at = at_now, mark_at = at_now, mark_xid = NULL;
		RETURN 0;
	ELSIF s.mark_xid IS NULL THEN
		UPDATE ops.sequencer SET looked_at = at_now, mark_xid = pg_current_xact_id();
		RETURN 0;
	END IF;
	decided := pg_snapshot_xmin(pg_current_snapshot()) >= s.mark_xid;
	IF NOT decided AND s.mark_at > at_now - interval '5 s' THEN
		UPDATE ops.sequencer SET looked_at = at_now;
		RETURN 0;
	END IF;

	SELECT f.batches, f.added, f.reached INTO batches, added, reached
	FROM ops.orphans_find(
		CASE WHEN decided THEN s.done_to ELSE GREATEST(s.done_to, at_now - interval '65 s') END,
		CASE WHEN decided THEN s.mark_at ELSE at_now - interval '5 s' END,
		batches_max) AS f;
	UPDATE ops.sequencer AS q SET
		looked_at = at_now,
		orphans = q.orphans + added,
		done_to = CASE
			WHEN NOT decided THEN q.done_to
			WHEN batches < batches_max THEN s.mark_at
			ELSE reached - interval '1 us' END,
		mark_at = CASE WHEN decided AND batches < batches_max THEN at_now ELSE q.mark_at END,
		mark_xid = CASE WHEN decided AND batches < batches_max THEN NULL ELSE q.mark_xid END;
	RETURN added;
END $$;
