-- a_route_rule: the channels' route rules as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW routing.a_route_rule AS
SELECT r.tenant, r.id, r.channel AS channel_id, r.position, r.conditions, r.queue AS queue_id, r.priority, r.skills,
	r.auto_reply, r.version
FROM routing.route_rule AS r;
COMMENT ON VIEW routing.a_route_rule IS 'routing.route_rule';
COMMENT ON COLUMN routing.a_route_rule.conditions IS 'refers to routing.a_schedule at schedule/id';
COMMENT ON COLUMN routing.a_route_rule.skills IS 'refers to routing.a_skill at */skill';
