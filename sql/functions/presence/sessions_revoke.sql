-- sessions_revoke: ends one session of a user, or with `one` null all their workspace sessions,
-- streams and devices included. Keys: agent.
CREATE OR REPLACE FUNCTION presence.sessions_revoke(tenant bigint, user_id bigint, one bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	s presence.session;
BEGIN
	FOR s IN
		UPDATE presence.session AS x SET revoked_at = at_now, version = x.version + 1
		WHERE x.tenant = sessions_revoke.tenant AND x.user_id = sessions_revoke.user_id AND x.revoked_at IS NULL
			AND (x.id = one OR (one IS NULL AND x.app = 'workspace'))
		RETURNING x.*
	LOOP
		IF s.expires_at > at_now THEN -- it has not run out before
			PERFORM ops.emit_public(tenant, 7, s.id, s.version, 'login.ended', presence.session_event_state(s));
		ELSE
			PERFORM ops.emit(tenant, 7, s.id, s.version);
		END IF;
	END LOOP;
	DELETE FROM presence.stream AS r
	WHERE r.tenant = sessions_revoke.tenant AND r.agent = sessions_revoke.user_id AND (one IS NULL OR r.session = one);
	DELETE FROM presence.work_stream AS r
	WHERE r.tenant = sessions_revoke.tenant AND r.user_id = sessions_revoke.user_id AND r.session = one;
	PERFORM presence.person_tell(tenant, user_id);
END $$;
