-- emergency_mail_words: what security contacts are written of an emergency call: a mail for its beginning, one for its end, whichever is still
-- to be written.
CREATE OR REPLACE FUNCTION presence.emergency_mail_words(c presence.emergency_call, agent_name text, site_name text, zone text)
RETURNS TABLE (title text, text text)
LANGUAGE sql STABLE
AS $$
	SELECT format('Emergency call: %s%s', left(agent_name, 100), CASE WHEN site_name IS NOT NULL THEN ', ' || left(site_name, 100) ELSE '' END),
		format(E'%s dialled the emergency number %s at %s (%s).\r\n\r\nSite: %s\r\nAddress sent: %s (%s)\r\nA call back reaches: %s\r\n',
			agent_name, COALESCE(c.number, '-'), to_char(c.begun_at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI:SS'), zone, COALESCE(site_name, '-'),
			COALESCE(c.place ->> 'words', '-'), CASE WHEN (c.place ->> 'confirmed')::boolean THEN 'confirmed' ELSE 'not confirmed' END,
			COALESCE(c.sent, '-'))
	WHERE c.told_begun = false
	UNION ALL
	SELECT format('Emergency call ended: %s', left(agent_name, 100)),
		format(E'The call of %s to %s, dialled at %s, ended at %s (%s)%s.\r\n', agent_name, COALESCE(c.number, '-'),
			to_char(c.begun_at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI:SS'), to_char(c.ended_at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI:SS'), zone,
			CASE WHEN c.answered_at IS NULL THEN '; it was not answered' ELSE '' END)
	WHERE c.told_ended = false
$$;
