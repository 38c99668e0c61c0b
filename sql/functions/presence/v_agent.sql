-- v_agent: agents' chosen statuses, for other owners.
CREATE OR REPLACE VIEW presence.v_agent AS
SELECT a.tenant, a.agent, a.chosen, a.stop_new, a.code, a.since, a.set_by, a.set_by_user, a.reason, a.until, a.lease,
	(SELECT u.name FROM directory.app_user AS u WHERE u.tenant = a.tenant AND u.id = a.set_by_user) AS set_by_name,
	(SELECT c.name FROM directory.status_code AS c WHERE c.tenant = a.tenant AND c.id = a.code) AS code_name
FROM presence.agent_status AS a;
