-- v_endpoint: which events go to which endpoint, for other owners.
CREATE OR REPLACE VIEW hooks.v_endpoint AS
SELECT e.tenant, e.id, e.types, e.enabled FROM hooks.endpoint AS e;
