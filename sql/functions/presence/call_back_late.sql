-- call_back_late: whose Work apps a call to this number (E.164) rings when nobody's emergency that sent it lasts any more, and it leads nowhere else, as a
-- site's number that is for call backs alone (EM-3): of each organisation the agent whose emergency call sent it last, for a week, if they have a Work
-- account. Read.
CREATE OR REPLACE FUNCTION presence.call_back_late(number text)
RETURNS TABLE (tenant bigint, agent bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.agent
	FROM (SELECT DISTINCT ON (x.tenant) x.tenant, x.agent FROM presence.emergency_call AS x
		WHERE x.sent = $1 AND NOT x.call_back AND x.begun_at > ops.clock() - interval '7 days' AND NOT directory.number_claimed_elsewhere(x.tenant, x.sent)
		ORDER BY x.tenant, x.begun_at DESC) AS c
	JOIN directory.app_user AS u ON u.tenant = c.tenant AND u.id = c.agent AND u.has_work AND NOT u.disabled
$$;
