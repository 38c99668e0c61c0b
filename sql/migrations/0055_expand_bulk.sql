-- expand: configuration from files: what a route's table checked alone is a constraint, names tell API keys apart.
-- Rules: docs/decisions/0007-resources.md ("constraints judge"), 0015-bulk.md.

SET LOCAL ROLE own_presence;
UPDATE directory.api_key AS k SET name = left(k.name, 180) || ' (' || k.id || ')'
WHERE EXISTS (SELECT FROM directory.api_key AS o WHERE o.tenant = k.tenant AND o.name = k.name AND o.id < k.id);
ALTER TABLE directory.api_key ADD CONSTRAINT api_key_name UNIQUE (tenant, name);
ALTER TABLE directory.app_user ADD CONSTRAINT app_user_username_length CHECK (length(username) <= 128);
ALTER TABLE directory.tenant ADD CONSTRAINT tenant_time_zone_length CHECK (length(time_zone) BETWEEN 1 AND 100);
ALTER TABLE directory.channel ADD CONSTRAINT channel_texts CHECK (help_text <> '' AND stop_text <> '' AND start_text <> '');

RESET ROLE;
SET LOCAL ROLE own_routing;
ALTER TABLE routing.queue ADD CONSTRAINT queue_name_length CHECK (length(name) BETWEEN 1 AND 200);
ALTER TABLE routing.queue ADD CONSTRAINT queue_closing_text CHECK (closing_text <> '');
ALTER TABLE routing.skill ADD CONSTRAINT skill_name_length CHECK (length(name) BETWEEN 1 AND 200);
ALTER TABLE routing.schedule ADD CONSTRAINT schedule_name_length CHECK (length(name) BETWEEN 1 AND 200);
ALTER TABLE routing.schedule ADD CONSTRAINT schedule_time_zone_length CHECK (length(time_zone) BETWEEN 1 AND 100);
ALTER TABLE routing.route_rule ADD CONSTRAINT route_rule_position_range CHECK (position <= 10000);
ALTER TABLE routing.route_rule ADD CONSTRAINT route_rule_auto_reply CHECK (auto_reply <> '');

-- Owners find each other's resources by name; what they may do there is said by grants of functions.
RESET ROLE;
GRANT USAGE ON SCHEMA hooks TO own_presence, own_routing, own_sms, own_messaging;
