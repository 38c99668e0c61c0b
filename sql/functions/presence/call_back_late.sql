-- call_back_late: whose Work apps a call to a site's number for call backs (E.164) rings when nobody's emergency that sent it lasts any more, and it leads
-- nowhere else (EM-3): of each organisation the agent with a Work account whose emergency call sent it last, for a week; the latest first. It is a call to
-- them as any other. Read.
CREATE OR REPLACE FUNCTION presence.call_back_late(number text)
RETURNS TABLE (tenant bigint, agent bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.agent
	FROM (SELECT DISTINCT ON (x.tenant) x.tenant, x.agent, x.begun_at FROM presence.emergency_call AS x
		JOIN directory.app_user AS u ON u.tenant = x.tenant AND u.id = x.agent AND u.has_work AND NOT u.disabled
		WHERE x.sent = $1 AND NOT x.call_back AND x.begun_at > ops.clock() - interval '7 days' AND NOT directory.number_claimed_elsewhere(x.tenant, x.sent)
			AND EXISTS (SELECT FROM directory.site AS s WHERE s.tenant = x.tenant AND s.call_back_number = x.sent)
		ORDER BY x.tenant, x.begun_at DESC) AS c
	ORDER BY c.begun_at DESC
$$;
