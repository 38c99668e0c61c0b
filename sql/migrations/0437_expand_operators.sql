-- expand: an index by which presence.installation_tenant finds the few operators.
SET LOCAL ROLE own_presence;

CREATE INDEX app_user_operators ON directory.app_user (tenant) WHERE role = 'operator' AND NOT disabled;
