-- v_lease_due: when an agent's lease is to be judged next, for the checker (RT-14).
CREATE OR REPLACE VIEW presence.v_lease_due AS
SELECT s.tenant, s.agent, min(s.due_at) AS due_at FROM presence.stream AS s GROUP BY s.tenant, s.agent;
