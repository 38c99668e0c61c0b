-- audit_link: chains at most limit_ lines of the audit log, in the order of their ids, each tenant's in a chain of its own. Answers
-- how many; 0 also when another session is at it. Writers of the log wait for nothing here: what they added is chained when all
-- transactions that could still add an earlier line have ended, two or three calls later.
-- Without its one row of ops.audit_linker it fails: nothing would be chained any more, and nobody told.
-- Line n has the hash SHA-256(hash of n - 1, the line as ops.audit_line_text writes it); sql/audit_verify.sql says the same.
CREATE OR REPLACE FUNCTION ops.audit_link(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	s ops.audit_linker;
	line record;
	head ops.audit_head;
	linked bigint := 0;
	newest bigint := 0;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('audit', 0, 'chain')) THEN
		RETURN 0;
	END IF;
	-- From here each statement is a new one: it sees all that the last holder committed.
	PERFORM ops.audit_mark();
	SELECT * INTO STRICT s FROM ops.audit_linker;
	IF s.done_id >= s.settled_id THEN
		RETURN 0;
	END IF;
	FOR line IN
		SELECT a.* FROM (SELECT x.* FROM ops.audit AS x WHERE x.id > s.done_id AND x.id <= s.settled_id
			ORDER BY x.id LIMIT limit_) AS a
		ORDER BY a.tenant, a.id
	LOOP
		linked := linked + 1;
		newest := GREATEST(newest, line.id);
		IF line.tenant IS DISTINCT FROM head.tenant THEN
			PERFORM ops.audit_head_set(head);
			SELECT * INTO head FROM ops.audit_head AS h WHERE h.tenant = line.tenant;
			head.tenant := line.tenant;
		END IF;
		CONTINUE WHEN line.id <= head.head_id; -- an id for the second time was not added by audit_add: it stays unchained
		head.head_id := line.id;
		head.head_hash := sha256(COALESCE(head.head_hash, '') || convert_to(ops.audit_line_text(line.tenant, line.at, line.id,
			line.actor, line.actor_role, line.action, line.kind, line.key, line.detail), 'UTF8'));
		INSERT INTO ops.audit_chain (tenant, audit_id, at, hash) VALUES (line.tenant, line.id, line.at, head.head_hash);
	END LOOP;
	PERFORM ops.audit_head_set(head);
	UPDATE ops.audit_linker SET done_id = CASE WHEN linked < limit_ THEN s.settled_id ELSE newest END;
	RETURN linked;
END $$;
