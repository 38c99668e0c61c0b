-- v_api_key: what an API key is bound to, for other owners; never the key.
CREATE OR REPLACE VIEW directory.v_api_key AS
SELECT k.tenant, k.id, k.queue_ids, k.name FROM directory.api_key AS k;
