-- v_agent: agents' chosen statuses, for other owners.
CREATE OR REPLACE VIEW presence.v_agent AS
SELECT a.tenant, a.agent, a.chosen, a.stop_new, a.code, a.since, a.set_by, a.set_by_user, a.reason, a.until, a.lease
FROM presence.agent_status AS a;
