-- session_live: chatd says that this workspace session's page answers at this instance. Back in
-- time, everything is as it was. Keys: agent.
-- The body has the tenant's limit, by which chatd judges silence from now on, and the end of the login: {stale_ms, ends_us}.
-- Outcomes: ok, unchanged, not_found (no such session, or no longer: close the stream).
CREATE OR REPLACE FUNCTION presence.session_live(tenant bigint, session bigint, boot bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz;
	s presence.session;
	changed boolean;
BEGIN
	SELECT * INTO s FROM presence.session AS x
	WHERE x.tenant = session_live.tenant AND x.id = session_live.session AND x.app = 'workspace';
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, s.user_id::text));
	END IF;
	at_now := ops.clock();
	IF s.revoked_at IS NOT NULL OR s.expires_at <= at_now
		OR presence.lease_of(tenant, s.user_id, at_now) IN ('gone', 'none') THEN
		RETURN ops.answer(mark, 'not_found', NULL); -- too late: the sweep logs out, or has
	END IF;
	INSERT INTO presence.stream AS r (tenant, session, boot, agent, state, ends_at, due_at)
	VALUES (tenant, session, boot, s.user_id, 'live', s.expires_at, s.expires_at)
	ON CONFLICT ON CONSTRAINT stream_pkey DO UPDATE
		SET state = 'live', stale_since = NULL, lost_at = NULL, gone_at = NULL, due_at = EXCLUDED.due_at
		WHERE r.state <> 'live';
	changed := FOUND;
	DELETE FROM presence.stream AS r
	WHERE r.tenant = session_live.tenant AND r.session = session_live.session AND r.boot <> session_live.boot
		AND r.state <> 'live';
	changed := presence.lease_apply(tenant, s.user_id, at_now) OR changed;
	RETURN ops.answer(mark, CASE WHEN changed THEN 'ok' ELSE 'unchanged' END, jsonb_build_object('ends_us', (extract(epoch FROM s.expires_at) * 1000000)::bigint, 'stale_ms',
		(SELECT t.stale_ms FROM directory.tenant AS t WHERE t.id = session_live.tenant)));
END $$;
