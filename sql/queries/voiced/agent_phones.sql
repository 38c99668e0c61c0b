-- agent_phones: where an agent ($2) of a tenant ($1) is rung for calls of the contact center, as their phone mode says: where their
-- devices are registered, a SIP URI, a number. A dedicated device rings alone (SP-5). Of who answers with the Work app in do not disturb: 'dnd',
-- with what becomes of a queue's call then (SP-7). None: nothing can ring.
-- flags: read
SELECT 'dnd' AS kind, t.offer_in_dnd AS address, NULL AS source, NULL AS transport
FROM directory.v_user AS u JOIN directory.v_tenant AS t ON t.id = u.tenant
WHERE u.tenant = $1 AND u.id = $2 AND NOT u.disabled AND NOT u.agent_device AND u.phone_mode = 'forward' AND u.workplace_phone = u.work_number
	AND presence.work_dnd(u.tenant, u.id)
UNION ALL
SELECT 'binding', b.contact, b.source, b.transport
FROM directory.v_user AS u
JOIN voice.v_device_binding AS b ON b.tenant = u.tenant AND b.owner = u.id
	AND b.side = CASE WHEN u.phone_mode = 'forward' AND u.workplace_phone = u.work_number THEN 'work' ELSE 'agent' END
WHERE u.tenant = $1 AND u.id = $2 AND NOT u.disabled
	AND CASE WHEN u.agent_device THEN b.transport <> 'ws' ELSE u.phone_mode = 'workspace' OR u.phone_mode = 'forward' AND u.workplace_phone = u.work_number END
UNION ALL
SELECT 'uri', u.sip_uri, NULL, NULL FROM directory.v_user AS u
WHERE u.tenant = $1 AND u.id = $2 AND NOT u.disabled AND NOT u.agent_device AND u.phone_mode = 'sip_uri'
UNION ALL
SELECT 'number', u.workplace_phone, NULL, NULL FROM directory.v_user AS u
WHERE u.tenant = $1 AND u.id = $2 AND NOT u.disabled AND NOT u.agent_device AND u.phone_mode = 'forward'
	AND u.workplace_phone IS DISTINCT FROM u.work_number
LIMIT 20
