-- resource_read: one thing of the configuration ($3), or a page of them ($4).
-- flags: read
SELECT outcome, body
FROM voice.resource_read(noun => $1, tenant => $2, id => $3, ask => $4::text::jsonb)
