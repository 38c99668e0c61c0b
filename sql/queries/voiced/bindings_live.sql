-- bindings_live: where an account's phones and pages are reached now, the one that registered last first; at most 60 (10 phones, 5 each,
-- and 8 pages).
-- flags: read
SELECT b.device, b.username, b.contact, b.source, b.transport, b.instance, b.expires_at
FROM voice.v_device_binding AS b
WHERE b.tenant = $1 AND b.owner = $2 AND b.side = $3
ORDER BY b.renewed_at DESC, b.device, b.contact LIMIT 60
