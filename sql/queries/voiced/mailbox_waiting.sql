-- mailbox_waiting: how many messages a Work user ($2) has, and where their phones are that have registered here ($3).
-- flags: read
SELECT unheard::bigint, heard::bigint, username, contact, source, transport
FROM voice.mailbox_waiting(tenant => $1, owner => $2, instance => $3)
