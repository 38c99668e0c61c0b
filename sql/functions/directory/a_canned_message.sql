-- a_canned_message: texts that agents choose from, as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_canned_message AS
SELECT m.tenant, m.id, m.folder, m.name, m.text, m.language, m.version, m.queue_ids FROM directory.canned_message AS m;
COMMENT ON VIEW directory.a_canned_message IS 'directory.canned_message';
COMMENT ON COLUMN directory.a_canned_message.queue_ids IS 'refers to routing.a_queue';
