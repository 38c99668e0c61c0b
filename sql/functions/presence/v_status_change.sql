-- v_status_change: the history of statuses, for reports.
CREATE OR REPLACE VIEW presence.v_status_change AS
SELECT c.tenant, c.agent, c.at, c.former, c.former_stop_new, c.chosen, c.stop_new, c.code, c.set_by, c.set_by_user, c.reason
FROM presence.status_change AS c;
