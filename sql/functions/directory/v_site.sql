-- v_site: what other owners may read of a site.
CREATE OR REPLACE VIEW directory.v_site AS
SELECT s.tenant, s.id, s.name, s.country, s.call_back_number FROM directory.site AS s;
