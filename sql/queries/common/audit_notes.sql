-- audit_notes: adds to the audit log what a daemon has noted, $1: a JSON array, under the id $2, once.
SELECT presence.audit_notes(notes => $1::jsonb, command => $2::bytea) AS added
