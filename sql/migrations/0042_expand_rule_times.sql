-- expand: route rules by time of day: compiled as a schedule is (rule 30), under the rule's id turned negative.
SET LOCAL ROLE own_routing;

-- How far the boundaries of conditions.time reach; null: it has no such condition.
ALTER TABLE routing.route_rule ADD COLUMN compiled_to timestamptz;
