-- may: the matrix's verdict of a feature from one account to another (null: a room), with the facts as they are. What depends
-- on an agent being logged in is asked under that agent's key. Also: 'no_licence': there is no such account any more.
CREATE OR REPLACE FUNCTION messaging.may(tenant bigint, sender bigint, receiver bigint, feature text)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mode3 boolean := (SELECT t.mode = 3 FROM directory.v_tenant AS t WHERE t.id = may.tenant);
	u directory.v_user;
BEGIN
	IF receiver IS NULL THEN
		RETURN messaging.verdict(feature, messaging.side_of(sender), 'room', NULL, NULL, mode3);
	END IF;
	SELECT * INTO u FROM directory.v_user AS r WHERE r.tenant = may.tenant AND r.id = abs(receiver) AND NOT r.disabled;
	IF NOT COALESCE(CASE WHEN receiver < 0 THEN u.has_work ELSE u.has_seat END, false) THEN
		RETURN 'no_licence';
	END IF;
	RETURN messaging.verdict(feature, messaging.side_of(sender), messaging.side_of(receiver), u.has_seat AND u.has_work,
		receiver < 0 OR presence.agent_in(tenant, receiver), mode3,
		sender > 0 AND receiver > 0 AND feature = 'start' AND directory.sees_agent(tenant, sender,
			(SELECT r.role FROM directory.v_user AS r WHERE r.tenant = may.tenant AND r.id = sender), receiver));
END $$;
