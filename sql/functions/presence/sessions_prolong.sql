-- sessions_prolong: no workspace login of an agent ends in dialling, in call or lock: during a call its end is a day away, then
-- what was planned or the end of the lock, whichever is later. Answers when the last of them ends, the call aside.
-- No event tells of it: one of a session is its end, and nobody keeps an expiry for more than 5 s
-- (consistency.md, 19). Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.sessions_prolong(e presence.emergency)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
	until timestamptz := CASE WHEN e.phase = 'lock' THEN e.lock_ends_at
		WHEN e.phase IN ('dialling', 'in_call') THEN clock + interval '1 day' END;
	s record;
BEGIN
	FOR s IN
		UPDATE presence.session AS x
		SET planned_end = COALESCE(x.planned_end, x.expires_at),
			expires_at = GREATEST(COALESCE(x.planned_end, x.expires_at), until), version = x.version + 1
		WHERE until IS NOT NULL AND x.tenant = e.tenant AND x.user_id = e.agent AND x.app = 'workspace' AND NOT x.enrolling
			AND x.revoked_at IS NULL AND x.expires_at > clock AND x.expires_at <> GREATEST(COALESCE(x.planned_end, x.expires_at), until)
		RETURNING x.id, x.expires_at
	LOOP
		UPDATE presence.stream AS r SET ends_at = s.expires_at,
			due_at = LEAST(CASE WHEN r.lost_at > clock THEN r.lost_at END, r.gone_at, s.expires_at)
		WHERE r.tenant = e.tenant AND r.session = s.id;
	END LOOP;
	RETURN (SELECT max(CASE WHEN e.phase IN ('dialling', 'in_call') THEN COALESCE(x.planned_end, x.expires_at) ELSE x.expires_at END)
		FROM presence.session AS x
		WHERE x.tenant = e.tenant AND x.user_id = e.agent AND x.app = 'workspace' AND x.revoked_at IS NULL AND x.expires_at > clock);
END $$;
