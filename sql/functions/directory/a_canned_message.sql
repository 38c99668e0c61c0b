-- a_canned_message: texts that agents choose from, as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_canned_message AS
SELECT m.tenant, m.id, m.folder, m.name, m.text, m.language, m.version FROM directory.canned_message AS m;
COMMENT ON VIEW directory.a_canned_message IS 'directory.canned_message';
