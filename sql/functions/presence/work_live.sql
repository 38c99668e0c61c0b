-- work_live: chatd says that a page of this Work session answers at this instance; `idle`: nobody has touched it for
-- a while. No status changes by it, and no agent's lease: this is another account. Keys: agent (the user's id).
-- The body has the tenant's limit, by which chatd judges silence from now on, and the end of the login: {stale_ms, ends_us}.
-- Outcomes: ok, unchanged, not_found (no such session, or no longer: close the stream).
CREATE OR REPLACE FUNCTION presence.work_live(tenant bigint, session bigint, boot bigint, idle boolean)
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
	WHERE x.tenant = work_live.tenant AND x.id = work_live.session AND x.app = 'work' AND NOT x.enrolling;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, s.user_id::text));
	END IF;
	at_now := ops.clock();
	-- Again: a logout that committed first, under the same key, is seen now.
	IF NOT EXISTS (SELECT FROM presence.session AS x WHERE x.tenant = s.tenant AND x.id = s.id
		AND x.revoked_at IS NULL AND x.expires_at > at_now) THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	INSERT INTO presence.work_stream AS r (tenant, session, boot, user_id, idle, since, ends_at, due_at)
	VALUES (tenant, session, boot, s.user_id, idle, at_now, s.expires_at, s.expires_at)
	ON CONFLICT ON CONSTRAINT work_stream_pkey DO UPDATE
		SET idle = EXCLUDED.idle, gone_at = NULL, due_at = EXCLUDED.due_at
		WHERE r.gone_at IS NOT NULL OR r.idle <> EXCLUDED.idle;
	changed := FOUND;
	DELETE FROM presence.work_stream AS r
	WHERE r.tenant = work_live.tenant AND r.session = work_live.session AND r.boot <> work_live.boot
		AND r.gone_at IS NOT NULL;
	-- Also when nothing changed here: chatd says it again because others think this user offline.
	changed := presence.person_tell(tenant, s.user_id) OR changed;
	RETURN ops.answer(mark, CASE WHEN changed THEN 'ok' ELSE 'unchanged' END, jsonb_build_object('ends_us', (extract(epoch FROM s.expires_at) * 1000000)::bigint, 'stale_ms',
		(SELECT t.stale_ms FROM directory.tenant AS t WHERE t.id = work_live.tenant)));
END $$;
