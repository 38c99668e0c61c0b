-- logins_end: ends sessions of a user: `one`, or with null all but `keep` (null: none is kept). An agent
-- whose last workspace session it was is logged out, their open chats go back first in line (RT-13).
-- Answers how many ended. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.logins_end(tenant bigint, user_id bigint, keep bigint, one bigint, set_by text,
	set_by_user bigint, reason text)
RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	ended integer := 0;
	pages integer := 0;
	live boolean := false; -- one that ends has a live stream
	elsewhere boolean;
	s record;
BEGIN
	FOR s IN SELECT x.id, x.app FROM presence.session AS x
		WHERE x.tenant = logins_end.tenant AND x.user_id = logins_end.user_id AND x.revoked_at IS NULL
			AND x.id IS DISTINCT FROM keep AND (one IS NULL OR x.id = one)
	LOOP
		live := live OR EXISTS (SELECT FROM presence.stream AS r WHERE r.tenant = logins_end.tenant AND r.session = s.id AND r.state = 'live');
		PERFORM presence.sessions_revoke(tenant, user_id, s.id);
		ended := ended + 1;
		pages := pages + (s.app = 'workspace')::integer;
	END LOOP;
	IF pages = 0 THEN
		RETURN ended;
	END IF;
	elsewhere := presence.logged_in_elsewhere(tenant, user_id, 0, at_now);
	-- Another session that a closed page left behind keeps nobody logged in whose live page has ended (logged_in_elsewhere).
	IF (presence.agent_row(tenant, user_id)).chosen <> 'logged_out' AND NOT EXISTS (SELECT FROM presence.session AS x
		WHERE x.tenant = logins_end.tenant AND x.user_id = logins_end.user_id AND x.app = 'workspace'
			AND x.revoked_at IS NULL AND x.expires_at > at_now AND NOT x.enrolling
			AND (NOT live OR x.id = keep OR elsewhere)) THEN
		PERFORM presence.log_out(tenant, user_id, set_by, set_by_user, reason, NULL,
			CASE set_by WHEN 'supervisor' THEN 'supervisor' ELSE 'logged_out' END, 'none');
	ELSE
		PERFORM presence.lease_apply(tenant, user_id, at_now);
	END IF;
	RETURN ended;
END $$;
