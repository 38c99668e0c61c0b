-- a_external_contact: external company contacts as the API has them (ops.resource_view). They are persons: they stand in no file
-- of the configuration, and the audit log has their ids alone (consistency.md, 31).
CREATE OR REPLACE VIEW directory.a_external_contact AS
SELECT e.tenant, e.id, e.name, e.company, e.department, e.title, e.emails, e.numbers, e.notes, e.version, e.possible_duplicate_of FROM directory.external_contact AS e;
COMMENT ON VIEW directory.a_external_contact IS 'directory.external_contact';
COMMENT ON COLUMN directory.a_external_contact.tenant IS 'personal';
COMMENT ON COLUMN directory.a_external_contact.name IS 'live';
COMMENT ON COLUMN directory.a_external_contact.company IS 'live';
COMMENT ON COLUMN directory.a_external_contact.department IS 'live';
COMMENT ON COLUMN directory.a_external_contact.title IS 'live';
COMMENT ON COLUMN directory.a_external_contact.emails IS 'live';
COMMENT ON COLUMN directory.a_external_contact.numbers IS 'live';
COMMENT ON COLUMN directory.a_external_contact.notes IS 'live';
