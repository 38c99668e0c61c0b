-- audit_notes: adds to the audit log what a daemon has noted, $1: a JSON array.
SELECT presence.audit_notes(notes => $1::jsonb) AS added
