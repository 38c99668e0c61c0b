-- start_problem: why an account can't start this with another now; null: it can.
CREATE OR REPLACE FUNCTION messaging.start_problem(tenant bigint, account bigint, other bigint, verdict text, text text, html text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		WHEN verdict IN ('not_found', 'no_licence') THEN 'not_found'
		WHEN account > 0 AND NOT presence.logged_in(tenant, account) THEN 'not_logged_in'
		WHEN verdict NOT IN ('ok', 'work_only') THEN verdict
		WHEN html IS NOT NULL AND messaging.may(tenant, account, other, 'format') <> 'ok' THEN 'plain_only'
		WHEN length(COALESCE(text, '')) NOT BETWEEN 1 AND 4000 THEN 'invalid' END;
END $$;
