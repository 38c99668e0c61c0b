-- lint_alarms: which of these alarms, or with null of all, nobody learns of (lint). Read.
CREATE OR REPLACE FUNCTION routing.lint_alarms(tenant bigint, alarms bigint[])
RETURNS TABLE (kind text, resource text, id bigint, words text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT 'alarm_without_recipient', 'alarm', a.id,
		format('The alarm "%s" has no owner who could see to it, and no webhook is told of alarms: nobody learns of it.', a.name)
	FROM routing.alarm AS a
	WHERE a.tenant = $1 AND (alarms IS NULL OR a.id = ANY (alarms)) AND a.enabled
		AND NOT EXISTS (SELECT FROM directory.v_user AS u WHERE u.tenant = a.tenant AND u.id = a.owner_id AND NOT u.disabled)
		AND NOT EXISTS (SELECT FROM hooks.v_endpoint AS e WHERE e.tenant = a.tenant AND e.enabled
			AND e.types && '{*,alarm.*,alarm.raised}'::text[])
$$;
