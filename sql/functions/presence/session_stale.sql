-- session_stale: chatd says that a page has not answered for stale_ms, or that its stream has
-- closed (`closed`: stale at once, the silence only begins). Also said by presenced for the
-- sessions of a dead chatd. Deadlines that run stay as they are. Keys: agent.
-- Outcomes: ok, unchanged (not live there, or stale before), not_found.
CREATE OR REPLACE FUNCTION presence.session_stale(tenant bigint, session bigint, boot bigint, closed boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz;
	s presence.session;
	d record;
	changed boolean;
BEGIN
	SELECT * INTO s FROM presence.session AS x
	WHERE x.tenant = session_stale.tenant AND x.id = session_stale.session AND x.app = 'workspace';
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, s.user_id::text));
	END IF;
	at_now := ops.clock();
	SELECT x.lost_at, x.gone_at INTO d FROM presence.deadlines(tenant, at_now, closed) AS x;
	UPDATE presence.stream AS r
	SET state = CASE WHEN closed THEN 'closed' ELSE 'stale' END,
		stale_since = COALESCE(r.stale_since, at_now),
		lost_at = COALESCE(r.lost_at, d.lost_at),
		gone_at = COALESCE(r.gone_at, d.gone_at),
		due_at = CASE WHEN r.state = 'live' THEN LEAST(d.lost_at, r.ends_at) ELSE r.due_at END
	WHERE r.tenant = session_stale.tenant AND r.session = session_stale.session AND r.boot = session_stale.boot
		AND (r.state = 'live' OR (closed AND r.state = 'stale'));
	changed := FOUND;
	IF changed AND presence.lease_of(tenant, s.user_id, at_now) <> 'gone' THEN
		PERFORM presence.lease_apply(tenant, s.user_id, at_now);
	END IF;
	RETURN ops.answer(mark, CASE WHEN changed THEN 'ok' ELSE 'unchanged' END, NULL);
END $$;
