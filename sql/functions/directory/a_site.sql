-- a_site: places of the organisation as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_site AS
SELECT s.tenant, s.id, s.name, s.country, s.address, s.version FROM directory.site AS s;
COMMENT ON VIEW directory.a_site IS 'directory.site';
