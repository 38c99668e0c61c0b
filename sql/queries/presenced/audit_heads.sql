-- audit_heads: the ends of chains of the audit log that the daemon's log is due, each once in $1 seconds, at most $2.
SELECT tenant, audit_id, hash, base_id, base_hash, base_at, base_days, held_id FROM ops.audit_heads(every_s => $1::integer, limit_ => $2::integer)
