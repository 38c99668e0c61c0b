-- channel_queue: an interaction that an agent began has no queue to go back to (RT-13): it gets that of its channel's last
-- rule that has one, which is where a text goes of which nothing else is known. Without such a rule it stays without.
CREATE OR REPLACE FUNCTION routing.channel_queue(i routing.interaction)
RETURNS routing.interaction
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	rule routing.route_rule;
BEGIN
	SELECT * INTO rule FROM routing.route_rule AS r
	WHERE r.tenant = i.tenant AND r.channel = i.channel AND r.queue IS NOT NULL ORDER BY r.position DESC LIMIT 1;
	i.queue := rule.queue;
	i.priority := rule.priority;
	i.skills := COALESCE(rule.skills, '[]');
	RETURN i;
END $$;
