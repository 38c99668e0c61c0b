-- work_stale: chatd says that no page of this Work session has answered for stale_ms: the device is offline now; or
-- that its stream has closed (`closed`): it has stale_ms to come back. Also said by presenced for the sessions of a
-- dead chatd. A deadline that runs stays. Keys: agent (the user's id).
-- Outcomes: ok, unchanged (not live there), not_found.
CREATE OR REPLACE FUNCTION presence.work_stale(tenant bigint, session bigint, boot bigint, closed boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz;
	s presence.session;
	gone timestamptz;
	changed boolean;
BEGIN
	SELECT * INTO s FROM presence.session AS x
	WHERE x.tenant = work_stale.tenant AND x.id = work_stale.session AND x.app = 'work';
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, s.user_id::text));
	END IF;
	at_now := ops.clock();
	gone := at_now + CASE WHEN closed THEN (SELECT t.stale_ms FROM directory.tenant AS t WHERE t.id = work_stale.tenant) ELSE 0 END
		* interval '1 ms';
	UPDATE presence.work_stream AS r SET gone_at = gone, due_at = LEAST(gone, r.ends_at)
	WHERE r.tenant = work_stale.tenant AND r.session = work_stale.session AND r.boot = work_stale.boot AND r.gone_at IS NULL;
	changed := FOUND;
	IF changed THEN
		PERFORM presence.person_tell(tenant, s.user_id);
	END IF;
	RETURN ops.answer(mark, CASE WHEN changed THEN 'ok' ELSE 'unchanged' END, NULL);
END $$;
