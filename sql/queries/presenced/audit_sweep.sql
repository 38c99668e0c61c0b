-- audit_sweep: forgets at most $1 lines of the audit log that are older than their tenant keeps them.
SELECT ops.audit_sweep(limit_ => $1::integer) AS swept
