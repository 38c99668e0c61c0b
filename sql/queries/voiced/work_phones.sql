-- work_phones: where the Work phones of a user ($2) of a tenant ($1) are registered: all ring together (SP-9). While an emergency of theirs lasts
-- their workspace rings, too (60-emergency), but where the line is kept free from this number ($3) (EM-10).
-- flags: read
SELECT 'binding' AS kind, b.contact AS address, b.source, b.transport
FROM voice.v_device_binding AS b
WHERE b.tenant = $1 AND b.owner = $2 AND (b.side = 'work' OR b.side = 'agent' AND b.transport = 'ws'
	AND EXISTS (SELECT FROM presence.v_emergency AS e JOIN directory.v_user AS u ON u.tenant = e.tenant AND u.id = e.agent AND u.phone_mode = 'workspace'
		WHERE e.tenant = $1 AND e.agent = $2 AND e.phase IN ('in_call', 'lock', 'held', 'remaining'))
	AND NOT presence.line_kept($1, $2, $3))
ORDER BY b.side DESC, b.renewed_at DESC, b.contact LIMIT 20
