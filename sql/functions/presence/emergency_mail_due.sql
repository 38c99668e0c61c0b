-- emergency_mail_due: agents of whose emergency calls security contacts are still to be written to: give each to emergency_mail. Read.
CREATE OR REPLACE FUNCTION presence.emergency_mail_due(limit_ integer)
RETURNS TABLE (tenant bigint, agent bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT DISTINCT c.tenant, c.agent FROM presence.emergency_call AS c WHERE c.told_begun = false OR c.told_ended = false LIMIT limit_
$$;
