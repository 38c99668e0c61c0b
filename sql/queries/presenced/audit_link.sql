-- audit_link: chains at most $1 lines of the audit log.
SELECT ops.audit_link(limit_ => $1::integer) AS linked
