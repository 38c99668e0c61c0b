-- a_membership: who is a member of which queue, as the API has it (ops.resource_view).
CREATE OR REPLACE VIEW routing.a_membership AS
SELECT m.tenant, m.id, m.queue AS queue_id, m.agent AS agent_id, m.enabled, m.version FROM routing.member AS m;
COMMENT ON VIEW routing.a_membership IS 'routing.member';
