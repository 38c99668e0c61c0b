-- emergency_mail: writes to the security contacts of an agent's site that an emergency call was dialled, or has ended; once each. A transaction of
-- its own: the call's has waited for nothing of it. While there is no room for the mails, the call stays due. Keys: agent. Outcomes: ok, unchanged.
CREATE OR REPLACE FUNCTION presence.emergency_mail(tenant bigint, agent bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	v presence.v_emergency_line;
	c presence.emergency_call;
	zone text;
	found_any boolean := false;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	SELECT * INTO v FROM presence.v_emergency_line AS x WHERE x.tenant = emergency_mail.tenant AND x.agent = emergency_mail.agent;
	zone := (SELECT t.time_zone FROM directory.tenant AS t WHERE t.id = emergency_mail.tenant);
	FOR c IN SELECT x.* FROM presence.emergency_call AS x WHERE x.tenant = emergency_mail.tenant AND x.agent = emergency_mail.agent
		AND (x.told_begun = false OR x.told_ended = false) ORDER BY x.begun_at
	LOOP
		CONTINUE WHEN NOT (SELECT COALESCE(bool_and(messaging.mail_add(c.tenant, e.address, w.title, w.text)), true)
			FROM unnest(v.security_emails) AS e (address) CROSS JOIN presence.emergency_mail_words(c, v.agent_name, v.site_name, zone) AS w);
		found_any := true;
		UPDATE presence.emergency_call AS x SET told_begun = CASE WHEN c.told_begun IS NOT NULL THEN true END,
			told_ended = CASE WHEN c.told_ended IS NOT NULL THEN true END
		WHERE x.tenant = c.tenant AND x.call = c.call;
	END LOOP;
	RETURN ops.answer(mark, CASE WHEN found_any THEN 'ok' ELSE 'unchanged' END, NULL);
END $$;
