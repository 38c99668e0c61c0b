-- callback_audience: whose pages show a callback of this queue: the queue's enabled members', as callbacks_mine lists them, and whose it is
-- (`taker`; null: nobody's). News have room for 250 accounts (MESSAGE_AUDIENCE_MAX): that one comes first, then agents who are logged in. The
-- pages of those who are left out read the list with their next snapshot. Internal.
CREATE OR REPLACE FUNCTION routing.callback_audience(tenant bigint, queue bigint, taker bigint)
RETURNS bigint[]
LANGUAGE sql STABLE
AS $$
	SELECT ARRAY(
		SELECT x.agent FROM (
			SELECT m.agent FROM routing.member AS m WHERE m.tenant = $1 AND m.queue = $2 AND m.enabled
			UNION SELECT $3 WHERE $3 IS NOT NULL) AS x
		LEFT JOIN routing.agent AS a ON a.tenant = $1 AND a.agent = x.agent
		ORDER BY x.agent IS DISTINCT FROM $3, COALESCE(a.chosen, 'logged_out') = 'logged_out', x.agent LIMIT 250)
$$;
