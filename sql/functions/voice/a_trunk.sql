-- a_trunk: carriers and PBXs as the API has them (ops.resource_view). voiced seals the password.
CREATE OR REPLACE VIEW voice.a_trunk AS
SELECT t.tenant, t.id, t.name, t.host, t.port, t.transport, t.sources, t.username, t.secret, t.box, t.max_calls, t.disabled, t.version, t.emergency
FROM voice.trunk AS t;
COMMENT ON VIEW voice.a_trunk IS 'voice.trunk';
COMMENT ON COLUMN voice.a_trunk.secret IS 'secret';
COMMENT ON COLUMN voice.a_trunk.box IS 'secret';
