-- roster_entry: one account as a roster of this kind shows it.
CREATE OR REPLACE FUNCTION messaging.roster_entry(tenant bigint, account bigint, other bigint, kind text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	u directory.v_user;
	state jsonb;
BEGIN
	SELECT * INTO u FROM directory.v_user AS r WHERE r.tenant = roster_entry.tenant AND r.id = abs(other);
	IF kind = 'agent' THEN
		state := (ops.state(1, tenant, other)).state;
		state := jsonb_build_object('shown', state -> 'shown', 'since', state -> 'shown_since', 'occupancy', state -> 'occupancy');
	ELSIF other > 0 THEN
		state := jsonb_build_object('shown', CASE WHEN presence.logged_in(tenant, other) THEN 'online' ELSE 'offline' END);
	ELSE
		state := (SELECT jsonb_build_object('shown', w.shown, 'message', w.message, 'until', ops.rfc3339(w.until)) FROM presence.v_work AS w
			WHERE w.tenant = roster_entry.tenant AND w.user_id = -other);
	END IF;
	RETURN messaging.account_json(tenant, other) || state || jsonb_build_object('both', u.has_seat AND u.has_work,
		'in', other < 0 OR presence.agent_in(tenant, other),
		'near', account > 0 AND other > 0 AND (kind = 'agent' OR directory.sees_agent(tenant, account,
			(SELECT r.role FROM directory.v_user AS r WHERE r.tenant = roster_entry.tenant AND r.id = account), other)),
		'audit_notice', account > 0 AND other > 0 AND directory.transcripts_audited(tenant));
END $$;
