-- schema_version: the highest migration applied, and the highest contract among them.
-- flags: read
SELECT version, contract FROM ops.schema_version()
