-- audit_mark: finds up to which id the audit log is settled: a mark is set (the newest id that was given), in a later transaction
-- its number, and when all transactions below that have ended, no line up to the mark can appear any more: a writer has its number
-- before it takes an id (batch_at). Only ops.audit_link calls it, under its lock. A quiet log writes nothing.
CREATE OR REPLACE FUNCTION ops.audit_mark()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	s ops.audit_linker;
	given bigint;
BEGIN
	SELECT * INTO STRICT s FROM ops.audit_linker;
	IF s.mark_id IS NOT NULL AND (s.mark_xid IS NULL OR s.mark_xid > pg_current_xact_id()) THEN -- or the whole database was put back
		UPDATE ops.audit_linker SET mark_xid = pg_current_xact_id();
		RETURN;
	ELSIF s.mark_xid IS NOT NULL AND pg_snapshot_xmin(pg_current_snapshot()) < s.mark_xid THEN
		RETURN;
	END IF;
	SELECT CASE WHEN q.is_called THEN q.last_value ELSE 0 END INTO given FROM ops.audit_id AS q;
	IF s.mark_id IS NOT NULL OR given > s.settled_id THEN
		UPDATE ops.audit_linker SET settled_id = GREATEST(s.settled_id, s.mark_id), mark_xid = NULL,
			mark_id = CASE WHEN given > GREATEST(s.settled_id, s.mark_id) THEN given END;
	END IF;
END $$;
