-- back_phones: where an agent ($2) of a tenant ($1) is rung for a call back of an emergency service (EM-3): their page and all their Work phones,
-- whatever else is set. $3, who calls, is not asked for.
-- flags: read
SELECT 'binding' AS kind, b.contact AS address, b.source, b.transport
FROM voice.v_device_binding AS b
WHERE b.tenant = $1 AND b.owner = $2 AND ($3::text IS NULL OR true)
ORDER BY b.side = 'agent' DESC, b.renewed_at DESC, b.contact LIMIT 12
