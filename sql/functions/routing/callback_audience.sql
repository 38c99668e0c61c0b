-- callback_audience: whose pages show a callback of this queue: the queue's enabled members', as callbacks_mine lists them.
-- News have room for 250 accounts (MESSAGE_AUDIENCE_MAX): agents who are logged in come first. The pages of those who are
-- left out read the list with their next snapshot. Internal.
CREATE OR REPLACE FUNCTION routing.callback_audience(tenant bigint, queue bigint)
RETURNS bigint[]
LANGUAGE sql STABLE
AS $$
	SELECT ARRAY(
		SELECT m.agent FROM routing.member AS m LEFT JOIN routing.agent AS a ON a.tenant = m.tenant AND a.agent = m.agent
		WHERE m.tenant = $1 AND m.queue = $2 AND m.enabled
		ORDER BY COALESCE(a.chosen, 'logged_out') = 'logged_out', m.agent LIMIT 250)
$$;
