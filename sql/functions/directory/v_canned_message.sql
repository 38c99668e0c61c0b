-- v_canned_message: what other owners may read of a canned message.
CREATE OR REPLACE VIEW directory.v_canned_message AS
SELECT m.tenant, m.id, m.queue_ids FROM directory.canned_message AS m;
