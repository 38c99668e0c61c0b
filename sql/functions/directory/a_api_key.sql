-- a_api_key: keys of machines as the API has them (ops.resource_view); the key itself is shown once.
CREATE OR REPLACE VIEW directory.a_api_key AS
SELECT k.tenant, k.id, k.name, k.key_hash, k.scopes, k.created_at, k.expires_at, k.revoked_at, k.last_used_at, k.version, k.queue_ids
FROM directory.api_key AS k;
ALTER VIEW directory.a_api_key ALTER COLUMN created_at SET DEFAULT ops.clock();
COMMENT ON VIEW directory.a_api_key IS 'directory.api_key';
COMMENT ON COLUMN directory.a_api_key.key_hash IS 'secret';
COMMENT ON COLUMN directory.a_api_key.queue_ids IS 'refers to routing.a_queue';
COMMENT ON COLUMN directory.a_api_key.last_used_at IS 'live';
COMMENT ON COLUMN directory.a_api_key.created_at IS 'stamp';
COMMENT ON COLUMN directory.a_api_key.revoked_at IS 'stamp';
