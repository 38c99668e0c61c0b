-- v_device_binding: where an account is reached now: its phones that may register, and its pages that are phones (transport ws: `source` is the
-- connection of `instance` to itself by which the browser is spoken to).
CREATE OR REPLACE VIEW voice.v_device_binding AS
SELECT b.tenant, d.owner, d.side, b.device, d.username, b.contact, b.source, b.transport, b.agent, b.instance, b.at, b.renewed_at, b.expires_at
FROM voice.binding AS b
JOIN voice.v_device AS d ON d.tenant = b.tenant AND d.id = b.device AND d.allowed
WHERE b.expires_at > ops.clock()
UNION ALL
SELECT w.tenant, w.owner, w.side, w.id, w.name, w.contact, w.source, 'ws', w.agent, w.instance, w.at, w.renewed_at, w.expires_at
FROM voice.v_browser AS w;
