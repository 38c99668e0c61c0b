-- v_member: which agent is a member of which queue.
CREATE OR REPLACE VIEW routing.v_member AS
SELECT m.tenant, m.queue, m.agent, m.enabled
FROM routing.member AS m;
