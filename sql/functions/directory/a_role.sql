-- a_role: roles as the API has them (ops.resource_view). user_role: the kind of users who all have it; null: it is given to groups.
CREATE OR REPLACE VIEW directory.a_role AS
SELECT r.tenant, r.id, r.name, r.permissions, r.user_role, r.version FROM directory.role AS r;
COMMENT ON VIEW directory.a_role IS 'directory.role';
COMMENT ON COLUMN directory.a_role.user_role IS 'live'; -- each organisation has these three
